// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.readout;

import java.util.Calendar;

/**
 * The civil date of a Julian day, by the algorithm of Meeus (Astronomical Algorithms, chapter 7). Of a number that is no date,
 * the integers overflow as they do in the driver.
 */
final class JulianDay {
    private static final int GREGORIAN_FROM = 2_299_161;

    private JulianDay() {}

    /** Sets the calendar to that day and time of day in its own time zone. */
    static Calendar set(Calendar calendar, double julianDay) {
        double sinceMidnight = julianDay + 0.5;
        int day = (int) sinceMidnight;
        double rest = sinceMidnight - day;
        int b = corrected(day) + 1524;
        int c = (int) ((b - 122.1) / 365.25);
        int d = (int) (365.25 * c);
        int e = (int) ((b - d) / 30.6001);
        int month = e - (e < 13.5 ? 1 : 13);
        int year = c - (month > 2.5 ? 4716 : 4715);
        double dayOfMonth = b - d - (int) (30.6001 * e) + rest;
        double hours = 24 * fraction(dayOfMonth);
        double minutes = 60 * fraction(hours);
        double seconds = 60 * fraction(minutes);
        calendar.set(year, month - 1, (int) dayOfMonth, (int) hours, (int) minutes, (int) seconds);
        calendar.set(Calendar.MILLISECOND, (int) (1000 * fraction(seconds)));
        if (year < 1) {
            calendar.set(Calendar.ERA, 0);
            calendar.set(Calendar.YEAR, 1 - year);
        }
        return calendar;
    }

    private static int corrected(int day) {
        if (day < GREGORIAN_FROM) {
            return day;
        }
        int alpha = (int) ((day - 1_867_216.25) / 36_524.25);
        return day + 1 + alpha - (int) (alpha / 4.0);
    }

    private static double fraction(double number) {
        return number - (int) number;
    }
}
