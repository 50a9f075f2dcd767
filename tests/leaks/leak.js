// leak.js KIND TURNS: leak, listeners that are never removed, or none.
'use strict';

const [kind, turns] = process.argv.slice(2);
const kept = [];
let turn = 0;
const timer = setInterval(() => {
	const block = new Array(8192).fill(turn);
	if (kind === 'leak')
		kept.push(() => block.length);
	turn += 1;
	if (turn >= Number(turns))
		clearInterval(timer);
}, 10);
