// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.differential;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.sql.PreparedStatement;
import java.sql.SQLType;
import java.util.Arrays;
import java.util.Calendar;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** One call of a setter of {@link PreparedStatement}; each call gets fresh arguments, since streams are read once. */
public record Binding(Method setter, List<Argument> arguments) {
    /** What is passed behind the index. */
    record Argument(String shown, Supplier<Object> value) {}

    /** Calls the setter; what it throws is thrown. */
    void on(PreparedStatement statement, int index) throws Throwable {
        Object[] values = new Object[arguments.size() + 1];
        values[0] = index;
        for (int i = 0; i < arguments.size(); i++) {
            values[i + 1] = arguments.get(i).value().get();
        }
        try {
            setter.invoke(statement, values);
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }

    /**
     * The call that means the same and that the driver knows, if it may not know this one: SQLite has one sort of text, a
     * target type says nothing to it, and no calendar is the default one.
     */
    Optional<Binding> knownToTheDriver() {
        List<Class<?>> types = List.of(setter.getParameterTypes());
        if (setter.getName().startsWith("setN") && !setter.getName().equals("setNull")) {
            return known(setter.getName().replace("setN", "set"), arguments.size());
        } else if (types.contains(SQLType.class) || (types.contains(Calendar.class) && isNull(arguments.get(1)))) {
            return known(setter.getName(), 1);
        }
        return Optional.empty();
    }

    private Optional<Binding> known(String name, int firstArguments) {
        Class<?>[] types = Arrays.copyOf(setter.getParameterTypes(), 1 + firstArguments);
        try {
            Method known = PreparedStatement.class.getMethod(name, types);
            return Optional.of(new Binding(known, arguments.subList(0, firstArguments)));
        } catch (NoSuchMethodException none) {
            return Optional.empty();
        }
    }

    private static boolean isNull(Argument argument) {
        return argument.shown().equals("null");
    }

    @Override
    public String toString() {
        return arguments.stream().map(Argument::shown).collect(Collectors.joining(", ", setter.getName() + "(", ")"));
    }
}
