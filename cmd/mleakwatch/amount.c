/* amount.c: sizes, rates and times as they are typed. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/parse.h"
#include "common/table.h"
#include "amount.h"

struct unit {
	const char	*name;
	double		 worth;
};

static const struct unit	time_unit[] = {
	{ "s", 1 }, { "m", 60 }, { "min", 60 }, { "h", 3600 },
	{ "d", 86400 }, { "w", 604800 }
};

static const struct unit	size_unit[] = {
	{ "B", 1 }, { "K", 1024 }, { "M", 1048576 }, { "G", 1073741824 },
	{ "T", 1099511627776 }, { "KiB", 1024 }, { "MiB", 1048576 },
	{ "GiB", 1073741824 }, { "TiB", 1099511627776 }
};

static double
unit_worth(const struct unit *unit, size_t count, const char *name,
    size_t length)
{
	size_t	i;

	for (i = 0; i < count; i++)
		if (strlen(unit[i].name) == length &&
		    strncasecmp(unit[i].name, name, length) == 0)
			return unit[i].worth;
	return 0;
}

/* The number before the unit, which is where it ends. */
static bool
number_take(const char *text, const char **unit, double *value)
{
	char	copy[32];
	size_t	length = strspn(text, "0123456789.,"), i;

	if (length == 0 || length >= sizeof(copy))
		return false;
	for (i = 0; i < length; i++)
		copy[i] = text[i] == ',' ? '.' : text[i];
	copy[length] = '\0';
	if (strchr(copy, '.') != strrchr(copy, '.'))
		return false;
	*unit = text + length;
	*value = strtod(copy, NULL);
	return *value > 0;
}

bool
amount_duration(const char *text, int64_t *nanoseconds)
{
	const char	*unit;
	double		 value, worth = 1;

	if (!number_take(text, &unit, &value))
		return false;
	if (*unit != '\0')
		worth = unit_worth(time_unit, COUNT_OF(time_unit), unit,
		    strlen(unit));
	value *= worth * 1e9;
	/* A century is below 2^63. */
	if (!(value >= 1 && value < 100 * 366 * 86400e9))
		return false;
	*nanoseconds = (int64_t)value;
	return true;
}

static bool
size_take(const char *text, const char **rest, double *bytes)
{
	const char	*unit;
	size_t		 length;
	double		 worth = 1;

	if (!number_take(text, &unit, bytes))
		return false;
	length = strcspn(unit, "/");
	if (length > 0)
		worth = unit_worth(size_unit, COUNT_OF(size_unit), unit,
		    length);
	*rest = unit + length;
	*bytes *= worth;
	return worth > 0;
}

bool
amount_size(const char *text, double *bytes)
{
	const char	*rest;

	return size_take(text, &rest, bytes) && *rest == '\0';
}

bool
amount_rate(const char *text, double *rate)
{
	const char	*rest;
	double		 worth = 3600;

	if (!size_take(text, &rest, rate))
		return false;
	if (*rest == '/')
		worth = unit_worth(time_unit, COUNT_OF(time_unit), rest + 1,
		    strlen(rest + 1));
	if (worth == 0)
		return false;
	*rate /= worth;
	return true;
}
