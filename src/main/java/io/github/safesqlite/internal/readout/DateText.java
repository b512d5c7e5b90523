// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.readout;

import java.text.ParseException;
import java.util.Date;
import java.util.TimeZone;
import org.jspecify.annotations.Nullable;

/** How the connection parses a date. */
@FunctionalInterface
public interface DateText {
    /**
     * The date that the text says.
     *
     * @param zone the time zone of the text; null for the one that the connection uses
     */
    Date parse(String text, @Nullable TimeZone zone) throws ParseException;
}
