// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.config;

import io.github.safesqlite.internal.path.FilePaths;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * How values of one type are read from text and printed. What is printed reads back as the same value. Immutable. Written
 * without lambdas, each of which would be linked before the first DataSource of a process opens.
 */
abstract class OptionType<T> {
    static final String OFF = "off";

    static final OptionType<String> TEXT = new Text("text");
    static final OptionType<Optional<String>> SQL_OR_OFF = new TextOrOff(new Text("SQL"));
    static final OptionType<Optional<String>> CLASS_OR_OFF = new TextOrOff(new Text("class name"));
    static final OptionType<List<LoadableExtension>> EXTENSIONS_OR_OFF = new OptionType<>("paths or off") {
        @Override
        List<LoadableExtension> parse(String text) {
            return LoadableExtension.parseAll(text);
        }

        @Override
        String print(List<LoadableExtension> value) {
            return LoadableExtension.printAll(value);
        }
    };
    static final OptionType<Integer> INTEGER = new OptionType<>("integer") {
        @Override
        Integer parse(String text) {
            try {
                return Integer.valueOf(text);
            } catch (NumberFormatException bad) {
                throw new IllegalArgumentException("an integer", bad);
            }
        }
    };
    static final OptionType<Double> DECIMAL = new OptionType<>("decimal") {
        @Override
        Double parse(String text) {
            try {
                return Double.valueOf(text);
            } catch (NumberFormatException bad) {
                throw new IllegalArgumentException("a number such as 0.5", bad);
            }
        }
    };
    static final OptionType<Boolean> SWITCH = new OptionType<>("true or false") {
        @Override
        Boolean parse(String text) {
            return switch (text.toLowerCase(Locale.ROOT)) {
                case "true", "on", "yes", "1" -> true;
                case "false", OFF, "no", "0" -> false;
                default -> throw new IllegalArgumentException(description());
            };
        }
    };
    static final OptionType<Duration> DURATION = new OptionType<>("duration") {
        @Override
        Duration parse(String text) {
            return UnitText.parseDuration(text);
        }

        @Override
        String print(Duration value) {
            return UnitText.printDuration(value);
        }
    };
    static final OptionType<Optional<Duration>> DURATION_OR_OFF = new OrOff<>(DURATION);
    static final OptionType<Long> SIZE = new OptionType<>("size") {
        @Override
        Long parse(String text) {
            return UnitText.parseSize(text);
        }

        @Override
        String print(Long value) {
            return UnitText.printSize(value);
        }
    };
    static final OptionType<Optional<Long>> SIZE_OR_OFF = new OrOff<>(SIZE);
    static final OptionType<Optional<Path>> FOLDER_OR_OFF = new OrOff<>(new OptionType<Path>("directory") {
        @Override
        Path parse(String text) {
            try {
                if (!text.isEmpty()) {
                    return FilePaths.of(text);
                }
            } catch (InvalidPathException bad) {
                throw new IllegalArgumentException("a directory", bad);
            }
            throw new IllegalArgumentException("a directory");
        }
    });

    private final String description;

    private OptionType(String description) {
        this.description = description;
    }

    /** One of these constants, in any case. */
    @SafeVarargs
    static <E extends Enum<E>> OptionType<E> choice(E... constants) {
        return new Choice<>(constants);
    }

    /** What a value looks like, for messages and documentation. */
    String description() {
        return description;
    }

    /**
     * Reads a value.
     *
     * @throws IllegalArgumentException whose message continues "must be"
     */
    abstract T parse(String text);

    /** The opposite of {@link #parse}. */
    String print(T value) {
        return String.valueOf(value);
    }

    /** Text as it is. */
    private static final class Text extends OptionType<String> {
        Text(String description) {
            super(description);
        }

        @Override
        String parse(String text) {
            return text;
        }
    }

    /** A value of another type, or none. */
    private static class OrOff<T> extends OptionType<Optional<T>> {
        private final OptionType<T> type;

        OrOff(OptionType<T> type) {
            super(String.join(" or ", type.description(), OFF));
            this.type = type;
        }

        /** YAML reads an unquoted off as false. */
        boolean isOff(String text) {
            return text.equalsIgnoreCase(OFF) || text.equalsIgnoreCase("false");
        }

        @Override
        Optional<T> parse(String text) {
            if (isOff(text)) {
                return Optional.empty();
            }
            try {
                return Optional.of(type.parse(text));
            } catch (IllegalArgumentException bad) {
                throw new IllegalArgumentException(bad.getMessage() + ", or off", bad);
            }
        }

        @Override
        String print(Optional<T> value) {
            return value.isPresent() ? type.print(value.get()) : OFF;
        }
    }

    /** An empty text is off too: what is left empty in a form or in YAML arrives as one. */
    private static final class TextOrOff extends OrOff<String> {
        TextOrOff(Text type) {
            super(type);
        }

        @Override
        boolean isOff(String text) {
            return text.isBlank() || super.isOff(text);
        }
    }

    /** A constant of an enum. */
    private static final class Choice<E extends Enum<E>> extends OptionType<E> {
        private final E[] constants;

        Choice(E[] constants) {
            super(names(constants));
            this.constants = constants;
        }

        private static String names(Enum<?>[] constants) {
            var names = new StringJoiner(" or ");
            for (Enum<?> constant : constants) {
                names.add(name(constant));
            }
            return names.toString();
        }

        private static String name(Enum<?> constant) {
            // BeginMode reads as SQL does, the other words as the option names do.
            return constant instanceof BeginMode
                    ? constant.name()
                    : constant.name().toLowerCase(Locale.ROOT);
        }

        @Override
        E parse(String text) {
            for (E constant : constants) {
                if (constant.name().equalsIgnoreCase(text)) {
                    return constant;
                }
            }
            throw new IllegalArgumentException(description());
        }

        @Override
        String print(E value) {
            return name(value);
        }
    }
}
