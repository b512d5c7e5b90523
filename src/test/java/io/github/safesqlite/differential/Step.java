// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.differential;

import java.sql.SQLException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One call of a program.
 *
 * @param on what it is called on
 * @param assigned the variable that takes the result, or null
 * @param sql the SQL that it is given, or null
 * @param number its first number, such as the index of a parameter; or 0
 * @param detail its other arguments, as they are shown
 */
record Step(
        Call call,
        Variable on,
        @Nullable Variable assigned,
        @Nullable Sql sql,
        int number,
        String detail,
        Action action) {
    /** Makes the call; {@link World#MISSING} if what it needs is not there. */
    @FunctionalInterface
    interface Action {
        Object on(World world) throws SQLException;

        /** What it shows. */
        default Observation observe(World world) {
            try {
                Object result = on(world);
                return result == World.MISSING ? Observation.SKIPPED : Observation.result(result);
            } catch (SQLException | RuntimeException failure) {
                return Observation.failure(failure);
            }
        }
    }

    static Step of(Call call, Variable on, String detail, Action action) {
        return new Step(call, on, null, null, 0, detail, action);
    }

    static Step of(Call call, Variable on, Action action) {
        return of(call, on, "", action);
    }

    Step with(Sql given) {
        return new Step(call, on, assigned, given, number, detail, action);
    }

    Step with(int given) {
        return new Step(call, on, assigned, sql, given, detail, action);
    }

    Step assigning(Variable result) {
        return new Step(call, on, result, sql, number, detail, action);
    }

    /** Whether it runs SQL through this statement. */
    boolean executes(Variable statement) {
        return call.executes() && on.equals(statement);
    }

    boolean calls(Call wanted, Variable wantedOn) {
        return call == wanted && on.equals(wantedOn);
    }

    boolean assigns(Variable variable) {
        return variable.equals(assigned);
    }

    /** As Java would write it, for people. */
    @Override
    public String toString() {
        String arguments = Stream.of(sql == null ? "" : sql.toString(), detail)
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining(", "));
        String made = call == Call.GET ? detail : call.method() + "(" + arguments + ")";
        return (assigned == null ? "" : assigned.declaration() + " = ")
                + (call == Call.OPEN ? "dataSource" : on.toString()) + "." + made + ";";
    }
}
