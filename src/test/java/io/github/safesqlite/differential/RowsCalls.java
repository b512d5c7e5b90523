// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.differential;

import java.sql.ResultSet;

/** The steps that call a result set. */
final class RowsCalls {
    /** More than any query of a program gives. */
    private static final int ALL = 100;

    private RowsCalls() {}

    static Step read(Variable rows, int most, Rows.Getter getter) {
        return ask(Call.READ, rows, most + " rows by " + getter, r -> Rows.read(r, most, getter))
                .with(most);
    }

    static Step readAll(Variable rows, Rows.Getter getter) {
        return ask(Call.READ, rows, "all by " + getter, r -> Rows.read(r, ALL, getter))
                .with(ALL);
    }

    static Step columns(Variable rows) {
        return ask(Call.COLUMNS, rows, "", r -> Rows.columns(r.getMetaData()));
    }

    static Step isClosed(Variable rows) {
        return ask(Call.IS_CLOSED, rows, "", ResultSet::isClosed);
    }

    static Step close(Variable rows) {
        return ask(Call.CLOSE, rows, "", r -> {
            r.close();
            return "done";
        });
    }

    static Step get(Variable rows, String shown, World.Use<ResultSet> getter) {
        return ask(Call.GET, rows, shown, getter);
    }

    private static Step ask(Call call, Variable rows, String detail, World.Use<ResultSet> use) {
        return Step.of(call, rows, detail, world -> world.rows(rows, use));
    }
}
