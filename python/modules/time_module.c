// SPDX-License-Identifier: MIT
// The module time: clocks, sleeping, calendar dates.  Front-end, modules.
#include "common.h"

#include <errno.h>
#include <math.h>
#include <time.h>

#define NANOSECONDS 1000000000LL

// ---- Clocks -------------------------------------------------------------------------------------

static bool read_clock(clockid_t clock, struct timespec *now) {
    if (clock_gettime(clock, now) == 0) {
        return true;
    }
    ouro_raise_errno(errno, NULL);
    return false;
}

static ouro_object *seconds_of(clockid_t clock) {
    struct timespec now;
    return read_clock(clock, &now) ? ouro_float_new((double)now.tv_sec + (double)now.tv_nsec * 1e-9)
                                   : NULL;
}

static ouro_object *nanoseconds_of(clockid_t clock) {
    struct timespec now;
    return read_clock(clock, &now) ? ouro_int_new(now.tv_sec * NANOSECONDS + now.tv_nsec) : NULL;
}

#define CLOCK_FUNCTIONS(name, clock)                                                               \
    static ouro_object *time_##name(ouro_object *self) {                                           \
        (void)self;                                                                                \
        return seconds_of(clock);                                                                  \
    }                                                                                              \
    static ouro_object *time_##name##_ns(ouro_object *self) {                                      \
        (void)self;                                                                                \
        return nanoseconds_of(clock);                                                              \
    }

CLOCK_FUNCTIONS(time, CLOCK_REALTIME)
CLOCK_FUNCTIONS(monotonic, CLOCK_MONOTONIC)
CLOCK_FUNCTIONS(perf_counter, CLOCK_MONOTONIC)
CLOCK_FUNCTIONS(process_time, CLOCK_PROCESS_CPUTIME_ID)
CLOCK_FUNCTIONS(thread_time, CLOCK_THREAD_CPUTIME_ID)

// ---- Sleeping -----------------------------------------------------------------------------------

// The first second that does not fit: of a duration, kept in nanoseconds, and of a date.
#define DURATION_END 9223372036.0
#define MOMENT_END   9223372036854775808.0

// A number of seconds as argument. 0, or -1 with an exception.
static int seconds_argument(ouro_object *object, double most, double *seconds) {
    if (!ouro_is(object, OURO_T_FLOAT) && !ouro_is(object, OURO_T_INT)) {
        ouro_object *index = ouro_index(object);
        *seconds = index ? ouro_int_as_double(index) : -1.0;
        ouro_xdecref(index);
        return *seconds == -1.0 && ouro_current->raised ? -1 : 0;
    }
    *seconds = ouro_as_double(object);
    if (*seconds == -1.0 && ouro_current->raised) {
        return -1;
    }
    if (isnan(*seconds)) {
        ouro_raise(OURO_EXC_ValueError, "Invalid value NaN (not a number)");
        return -1;
    }
    if (fabs(*seconds) >= most) {
        ouro_raise(OURO_EXC_OverflowError, ouro_is(object, OURO_T_FLOAT)
                                               ? "timestamp out of range for platform time_t"
                                               : "timestamp too large to convert to C _PyTime_t");
        return -1;
    }
    return 0;
}

static ouro_object *time_sleep(ouro_object *self, ouro_object *argument) {
    (void)self;
    double seconds;
    if (seconds_argument(argument, DURATION_END, &seconds) < 0) {
        return NULL;
    }
    if (seconds < 0) {
        return ouro_raise(OURO_EXC_ValueError, "sleep length must be non-negative");
    }
    struct timespec end;
    if (!read_clock(CLOCK_MONOTONIC, &end)) {
        return NULL;
    }
    double whole = floor(seconds);
    end.tv_sec += (time_t)whole;
    end.tv_nsec += (long)ceil((seconds - whole) * 1e9);
    if (end.tv_nsec >= NANOSECONDS) {
        end.tv_nsec -= NANOSECONDS;
        end.tv_sec++;
    }
    int error;
    while ((error = clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &end, NULL)) == EINTR) {
        if (py__check_interrupt() < 0) {
            return NULL;
        }
    }
    return error ? ouro_raise_errno(error, NULL) : ouro_none();
}

// ---- Dates --------------------------------------------------------------------------------------

enum { DATE_FIELDS = 9 };

static const ouro_getset date_fields[] = {
    PY_RECORD_FIELD("tm_year", 0, "Year, for example 1993."),
    PY_RECORD_FIELD("tm_mon", 1, "Month, 1 to 12."),
    PY_RECORD_FIELD("tm_mday", 2, "Day of the month, 1 to 31."),
    PY_RECORD_FIELD("tm_hour", 3, "Hour, 0 to 23."),
    PY_RECORD_FIELD("tm_min", 4, "Minute, 0 to 59."),
    PY_RECORD_FIELD("tm_sec", 5, "Second, 0 to 61."),
    PY_RECORD_FIELD("tm_wday", 6, "Day of the week, 0 (Monday) to 6."),
    PY_RECORD_FIELD("tm_yday", 7, "Day of the year, 1 to 366."),
    PY_RECORD_FIELD("tm_isdst", 8, "1 in summer time, 0 if not, -1 if unknown."),
    {0},
};
PY_RECORD(date_spec, "time.struct_time", date_fields, "A date and a time of the day.");

static ouro_object *date_new(const struct tm *date) {
    const int values[DATE_FIELDS] = {date->tm_year + 1900,    date->tm_mon + 1,  date->tm_mday,
                                     date->tm_hour,           date->tm_min,      date->tm_sec,
                                     (date->tm_wday + 6) % 7, date->tm_yday + 1, date->tm_isdst};
    ouro_object *items[DATE_FIELDS];
    for (int i = 0; i < DATE_FIELDS; i++) {
        items[i] = ouro_int_new(values[i]);
    }
    return py__record_new(PY_TYPE_TIME, &date_spec, items, DATE_FIELDS);
}

// The seconds of an optional argument, now if it is absent or None. 0, or -1.
static int moment_argument(ouro_object *const *args, size_t nargs, time_t *moment) {
    if (!nargs || ouro_is_none(args[0])) {
        *moment = time(NULL);
        return 0;
    }
    double seconds;
    if (seconds_argument(args[0], MOMENT_END, &seconds) < 0) {
        return -1;
    }
    *moment = (time_t)floor(seconds);
    return 0;
}

typedef struct tm *(*breakdown_fn)(const time_t *moment, struct tm *date);

static ouro_object *break_down(breakdown_fn breakdown, ouro_object *const *args, size_t nargs) {
    time_t moment;
    struct tm date;
    if (moment_argument(args, nargs, &moment) < 0) {
        return NULL;
    }
    return breakdown(&moment, &date) ? date_new(&date) : ouro_raise_errno(errno, NULL);
}

static ouro_object *time_gmtime(ouro_object *self, ouro_object *const *args, size_t nargs) {
    (void)self;
    return break_down(gmtime_r, args, nargs);
}

static ouro_object *time_localtime(ouro_object *self, ouro_object *const *args, size_t nargs) {
    (void)self;
    return break_down(localtime_r, args, nargs);
}

// A tuple of nine as C date. 0, or -1 with TypeError.
static int date_argument(const char *function, ouro_object *object, struct tm *date) {
    if (!ouro_is(object, OURO_T_TUPLE)) {
        ouro_raise(OURO_EXC_TypeError, "Tuple or struct_time argument required");
        return -1;
    }
    if (ouro_tuple_length(object) != DATE_FIELDS) {
        ouro_raise(OURO_EXC_TypeError, "%s(): illegal time tuple argument", function);
        return -1;
    }
    int values[DATE_FIELDS];
    for (size_t i = 0; i < DATE_FIELDS; i++) {
        if (py__int_argument(ouro_tuple_get_borrow(object, i), &values[i]) < 0) {
            return -1;
        }
    }
    *date = (struct tm){.tm_year = values[0] - 1900,
                        .tm_mon = values[1] - 1,
                        .tm_mday = values[2],
                        .tm_hour = values[3],
                        .tm_min = values[4],
                        .tm_sec = values[5],
                        .tm_wday = (values[6] + 1) % 7,
                        .tm_yday = values[7] - 1,
                        .tm_isdst = values[8]};
    return 0;
}

// A field of 0 stands for the first month or day; anything else out of range is an error.
static int check_date(struct tm *date) {
    date->tm_mon = date->tm_mon < 0 ? 0 : date->tm_mon;
    date->tm_mday = date->tm_mday ? date->tm_mday : 1;
    date->tm_yday = date->tm_yday < 0 ? 0 : date->tm_yday;
    const struct {
        int value, least, most;
        const char *message;
    } ranges[] = {
        {date->tm_mon, 0, 11, "month out of range"},
        {date->tm_mday, 1, 31, "day of month out of range"},
        {date->tm_hour, 0, 23, "hour out of range"},
        {date->tm_min, 0, 59, "minute out of range"},
        {date->tm_sec, 0, 61, "seconds out of range"},
        {date->tm_wday, 0, 6, "day of week out of range"},
        {date->tm_yday, 0, 365, "day of year out of range"},
    };
    for (size_t i = 0; i < COUNT_OF(ranges); i++) {
        if (ranges[i].value < ranges[i].least || ranges[i].value > ranges[i].most) {
            ouro_raise(OURO_EXC_ValueError, "%s", ranges[i].message);
            return -1;
        }
    }
    return 0;
}

static ouro_object *time_mktime(ouro_object *self, ouro_object *argument) {
    (void)self;
    struct tm date;
    if (date_argument("mktime", argument, &date) < 0) {
        return NULL;
    }
    date.tm_wday = -1; // mktime sets it when it succeeds
    time_t moment = mktime(&date);
    if (moment == (time_t)-1 && date.tm_wday == -1) {
        return ouro_raise(OURO_EXC_OverflowError, "mktime argument out of range");
    }
    return ouro_float_new((double)moment);
}

// The date in args[at], or the local time now. 0, or -1.
static int optional_date(const char *function, ouro_object *const *args, size_t nargs, size_t at,
                         struct tm *date) {
    if (nargs > at) {
        return date_argument(function, args[at], date) < 0 ? -1 : check_date(date);
    }
    time_t now = time(NULL);
    if (!localtime_r(&now, date)) {
        ouro_raise_errno(errno, NULL);
        return -1;
    }
    return 0;
}

static ouro_object *format_date(const char *format, const struct tm *date) {
    if (!*format) {
        return ouro_str_text("");
    }
    // A result of nothing is told from too little room by how far one must go.
    size_t most = strlen(format) * 256 + 256;
    for (size_t room = 1024;; room *= 2) {
        char *text = ouro_memory_new(room);
        if (!text) {
            return NULL;
        }
        size_t length = strftime(text, room, format, date);
        ouro_object *str = length || room >= most ? ouro_str_new(text, length) : NULL;
        ouro_memory_free(text);
        if (str || length || room >= most) {
            return str;
        }
    }
}

static ouro_object *time_strftime(ouro_object *self, ouro_object *const *args, size_t nargs) {
    (void)self;
    struct tm date;
    if (!ouro_is(args[0], OURO_T_STR)) {
        return ouro_raise(OURO_EXC_TypeError, "strftime() argument 1 must be str, not %V", args[0]);
    }
    if (optional_date("strftime", args, nargs, 1, &date) < 0) {
        return NULL;
    }
    char *format = py__path_text("strftime: ", args[0]);
    ouro_object *str = format ? format_date(format, &date) : NULL;
    ouro_memory_free(format);
    return str;
}

static ouro_object *date_text(const struct tm *date) {
    static const char days[][4] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static const char months[][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    char text[64];
    snprintf(text, sizeof text, "%s %s%3d %.2d:%.2d:%.2d %d", days[date->tm_wday],
             months[date->tm_mon], date->tm_mday, date->tm_hour, date->tm_min, date->tm_sec,
             1900 + date->tm_year);
    return ouro_str_text(text);
}

static ouro_object *time_asctime(ouro_object *self, ouro_object *const *args, size_t nargs) {
    (void)self;
    struct tm date;
    return optional_date("asctime", args, nargs, 0, &date) < 0 ? NULL : date_text(&date);
}

static ouro_object *time_ctime(ouro_object *self, ouro_object *const *args, size_t nargs) {
    (void)self;
    time_t moment;
    struct tm date;
    if (moment_argument(args, nargs, &moment) < 0) {
        return NULL;
    }
    return localtime_r(&moment, &date) ? date_text(&date) : ouro_raise_errno(errno, NULL);
}

// ---- The module ---------------------------------------------------------------------------------

#define CLOCK(name, doc)                                                                           \
    OURO_NOARGS(#name, time_##name, doc " In seconds."),                                           \
        OURO_NOARGS(#name "_ns", time_##name##_ns, doc " In nanoseconds.")

static const ouro_method functions[] = {
    CLOCK(time, "Time since 1970."),
    CLOCK(monotonic, "A clock that never goes back."),
    CLOCK(perf_counter, "The clock for measuring."),
    CLOCK(process_time, "Processor time of the process."),
    CLOCK(thread_time, "Processor time of the thread."),
    OURO_O("sleep", time_sleep, "Wait for a number of seconds."),
    OURO_ARGS("gmtime", time_gmtime, 0, 1, "Seconds since 1970 as a date, UTC."),
    OURO_ARGS("localtime", time_localtime, 0, 1, "Seconds since 1970 as a date, local time."),
    OURO_O("mktime", time_mktime, "A local date as seconds since 1970."),
    OURO_ARGS("strftime", time_strftime, 1, 2, "Format a date, now if none is given."),
    OURO_ARGS("asctime", time_asctime, 0, 1, "A date as in 'Sat Jun 06 16:26:11 1998'."),
    OURO_ARGS("ctime", time_ctime, 0, 1, "Seconds since 1970 as asctime shows them."),
    {0},
};

// The zone as it is in this year's January and July, the one that is ahead being summer time.
static int add_zone(ouro_object *module) {
    time_t now = time(NULL);
    struct tm winter, summer;
    if (!localtime_r(&now, &winter)) {
        ouro_raise_errno(errno, NULL);
        return -1;
    }
    time_t january = now - (time_t)winter.tm_yday * 86400, july = january + 183 * (time_t)86400;
    if (!localtime_r(&january, &winter) || !localtime_r(&july, &summer)) {
        ouro_raise_errno(errno, NULL);
        return -1;
    }
    if (winter.tm_gmtoff > summer.tm_gmtoff) {
        struct tm other = winter;
        winter = summer;
        summer = other;
    }
    ouro_object *names[2] = {ouro_str_text(winter.tm_zone), ouro_str_text(summer.tm_zone)};
    ouro_object *pair = names[0] && names[1] ? ouro_tuple_from(names, 2) : NULL;
    ouro_xdecref(names[0]);
    ouro_xdecref(names[1]);
    if (ouro_module_add_int(module, "timezone", -winter.tm_gmtoff) < 0 ||
        ouro_module_add_int(module, "altzone", -summer.tm_gmtoff) < 0 ||
        ouro_module_add_int(module, "daylight", winter.tm_gmtoff != summer.tm_gmtoff) < 0) {
        ouro_xdecref(pair);
        return -1;
    }
    return py__module_add(module, "tzname", pair);
}

ouro_object *py__time_module(void) {
    ouro_object *module = py__module_make("time", "Clocks and dates.", functions);
    ouro_type *date =
        module ? py__module_type(PY_TYPE_TIME, &date_spec, ouro_builtin_type(OURO_T_TUPLE)) : NULL;
    if (module && (!date || ouro_module_add(module, "struct_time", (ouro_object *)date) < 0 ||
                   add_zone(module) < 0)) {
        ouro_clear(&module);
    }
    return module;
}
