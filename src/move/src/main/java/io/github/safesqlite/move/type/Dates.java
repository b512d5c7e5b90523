// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.type;

import io.github.safesqlite.move.finding.FindingKind;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The types of dates and times. */
final class Dates {
    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
    private static final Pattern TIME = Pattern.compile("\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,9})?)?");
    private static final Pattern TIMESTAMP =
            Pattern.compile("(" + DATE + ")[ T](" + TIME + ")(Z|[+-]\\d{2}(:?\\d{2})?)?");

    private Dates() {}

    /** The type date. */
    record DateType(DateOptions options) implements ColumnType {
        @Override
        public String fromSource(Object value) throws Misfit {
            if (value instanceof Long number && options.numbers() != DateOptions.Numbers.REFUSED) {
                LocalDateTime time = local(instant(number, options), options.zoneOfNumbers());
                if (!time.toLocalTime().equals(LocalTime.MIDNIGHT)) {
                    throw new Misfit(FindingKind.LOSES_DIGITS, "The number is not midnight, and the column is a date.");
                }
                return checkedYear(time.toLocalDate(), "date").toString();
            }
            String text = textOfDate(value, "date");
            if (DATE.matcher(text).matches()) {
                return date(text).toString();
            }
            throw spelling("date", "2026-11-30");
        }
    }

    /** The type time without time zone. */
    record TimeType(int digits) implements ColumnType {
        @Override
        public String fromSource(Object value) throws Misfit {
            if (value instanceof Long || value instanceof Double) {
                throw number("time", "Write the times as texts.");
            }
            String text = Texts.text(value, "time");
            if (TIME.matcher(text).matches()) {
                return format(time(text, digits));
            }
            throw spelling("time", "23:59:58.123");
        }
    }

    /** The type timestamp without time zone. */
    record TimestampType(int digits, DateOptions options) implements ColumnType {
        @Override
        public String fromSource(Object value) throws Misfit {
            if (value instanceof Long number && options.numbers() != DateOptions.Numbers.REFUSED) {
                return format(checkedDigits(local(instant(number, options), options.zoneOfNumbers()), digits));
            }
            Matcher parts = timestamp(value, "timestamp");
            if (parts.group(5) != null) {
                throw new Misfit(
                        FindingKind.ZONE_LOST,
                        "The time has a zone, which a timestamp does not keep. Make the column a timestamp with time zone.");
            }
            return format(LocalDateTime.of(date(parts.group(1)), time(parts.group(2), digits)));
        }
    }

    /** The type timestamp with time zone, shown in UTC. */
    record ZonedTimestampType(int digits, DateOptions options) implements ColumnType {
        @Override
        public String fromSource(Object value) throws Misfit {
            if (value instanceof Long number && options.numbers() != DateOptions.Numbers.REFUSED) {
                return utc(instant(number, options));
            }
            Matcher parts = timestamp(value, "timestamp with time zone");
            LocalDateTime local = LocalDateTime.of(date(parts.group(1)), time(parts.group(2), digits));
            return utc(local.toInstant(parts.group(5) == null ? offset(local) : offset(parts.group(5))));
        }

        private ZoneOffset offset(LocalDateTime local) throws Misfit {
            if (options.zone() == null) {
                throw new Misfit(
                        FindingKind.ZONE_MISSING,
                        "The time has no zone, and the column is a timestamp with time zone. Name the zone with --zone.");
            }
            return onlyOffset(local, options.zone());
        }

        private static ZoneOffset offset(String text) throws Misfit {
            try {
                return ZoneOffset.of(text);
            } catch (DateTimeException notAnOffset) {
                throw spelling("timestamp with time zone", "2026-11-30 23:59:58.123+01:00");
            }
        }

        private String utc(Instant instant) throws Misfit {
            return format(checkedDigits(LocalDateTime.ofInstant(instant, ZoneOffset.UTC), digits)) + "+00";
        }
    }

    private static String textOfDate(Object value, String type) throws Misfit {
        if (value instanceof Long || value instanceof Double) {
            throw number(type, "Name the unit of whole numbers with --integer-dates, or write the dates as texts.");
        }
        return Texts.text(value, type);
    }

    private static Misfit number(String type, String help) {
        return new Misfit(
                FindingKind.DATE_SPELLING, "The value is a number, and the column is of type " + type + ". " + help);
    }

    private static Matcher timestamp(Object value, String type) throws Misfit {
        Matcher parts = TIMESTAMP.matcher(textOfDate(value, type));
        if (!parts.matches()) {
            throw spelling(type, "2026-11-30 23:59:58.123");
        }
        return parts;
    }

    private static Misfit spelling(String type, String example) {
        return new Misfit(
                FindingKind.DATE_SPELLING,
                "The text is not spelled as a " + type + " such as " + example + ". Write all dates in this way.");
    }

    private static LocalDate date(String text) throws Misfit {
        try {
            return checkedYear(LocalDate.parse(text), "date");
        } catch (DateTimeException noDay) {
            throw new Misfit(FindingKind.DATE_SPELLING, "The calendar has no such day. Correct the value.");
        }
    }

    private static LocalTime time(String text, int digits) throws Misfit {
        try {
            LocalTime time = LocalTime.parse(text);
            return checkedDigits(time.atDate(LocalDate.EPOCH), digits).toLocalTime();
        } catch (DateTimeException noTime) {
            throw new Misfit(FindingKind.DATE_SPELLING, "The day has no such time. Correct the value.");
        }
    }

    private static LocalDate checkedYear(LocalDate date, String type) throws Misfit {
        if (date.getYear() < 1 || date.getYear() > 9999) {
            throw new Misfit(FindingKind.OUT_OF_RANGE, "The year of the " + type + " is not between 1 and 9999.");
        }
        return date;
    }

    private static LocalDateTime checkedDigits(LocalDateTime time, int digits) throws Misfit {
        checkedYear(time.toLocalDate(), "timestamp");
        long unit = (long) Math.pow(10, 9 - digits);
        if (time.getNano() % unit != 0) {
            throw new Misfit(
                    FindingKind.LOSES_DIGITS,
                    "The time has more than the " + digits + " digits of a second that the column keeps.");
        }
        return time;
    }

    private static Instant instant(long number, DateOptions options) throws Misfit {
        try {
            return options.numbers() == DateOptions.Numbers.SECONDS
                    ? Instant.ofEpochSecond(number)
                    : Instant.ofEpochMilli(number);
        } catch (DateTimeException beyond) {
            throw new Misfit(FindingKind.OUT_OF_RANGE, "The number is no point in time. Correct the value.");
        }
    }

    private static LocalDateTime local(Instant instant, ZoneId zone) throws Misfit {
        LocalDateTime local = LocalDateTime.ofInstant(instant, zone);
        onlyOffset(local, zone);
        return local;
    }

    private static ZoneOffset onlyOffset(LocalDateTime local, ZoneId zone) throws Misfit {
        var offsets = zone.getRules().getValidOffsets(local);
        if (offsets.size() != 1) {
            throw new Misfit(
                    FindingKind.ZONE_AMBIGUOUS,
                    "The local time does not exist, or exists twice, in the zone " + zone
                            + ", because clocks were changed. Correct the value.");
        }
        return offsets.get(0);
    }

    private static String format(LocalDateTime time) {
        return time.toLocalDate() + " " + format(time.toLocalTime());
    }

    /** With seconds, and with as many digits of a second as are not zero. */
    private static String format(LocalTime time) {
        String whole = String.valueOf(time.withNano(0));
        String seconds = whole.length() == 5 ? whole + ":00" : whole;
        if (time.getNano() == 0) {
            return seconds;
        }
        // With the zeros in front, and quicker than a Formatter, which counts here.
        String fraction = Integer.toString(1_000_000_000 + time.getNano()).substring(1);
        int end = fraction.length();
        while (fraction.charAt(end - 1) == '0') {
            end--;
        }
        return seconds + "." + fraction.substring(0, end);
    }
}
