/* Leak.java: KIND TURNS: leak, a map that only grows, or none. */
import java.util.HashMap;
import java.util.Map;

class Leak {
	public static void main(String[] args) throws Exception {
		Map<Integer, byte[]> kept = new HashMap<>();
		int turns = Integer.parseInt(args[1]);

		for (int turn = 0; turn < turns; turn++) {
			byte[] block = new byte[65536];
			block[turn % block.length] = 1;
			kept.put(args[0].equals("leak") ? turn : 0, block);
			Thread.sleep(10);
		}
	}
}
