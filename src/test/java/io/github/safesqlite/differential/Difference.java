// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.differential;

import java.util.List;

/** The first step at which a program did not show the same as on the driver. */
record Difference(Program program, Way way, int step, List<Observation> onDriver, List<Observation> onOurs) {

    Observation expected() {
        return onDriver.get(step);
    }

    Observation actual() {
        return onOurs.get(step);
    }

    String line() {
        return program.line(step);
    }

    String report() {
        StringBuilder text = new StringBuilder("through ")
                .append(way)
                .append(" on ")
                .append(program.setup())
                .append('\n');
        for (int i = 0; i <= step; i++) {
            text.append(String.format("  %-70s // %s%n", program.line(i), onDriver.get(i)));
        }
        return text.append("  driver: ")
                .append(expected())
                .append("\n  ours:   ")
                .append(actual())
                .append('\n')
                .toString();
    }
}
