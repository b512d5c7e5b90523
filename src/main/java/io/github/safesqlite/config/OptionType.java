// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.config;

import io.github.safesqlite.internal.path.FilePaths;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * How values of one type are read from text and printed. What is printed reads back as the same value.
 *
 * @param description what a value looks like, for messages and documentation
 * @param parser throws {@link IllegalArgumentException}, whose message continues "must be", on bad text
 * @param printer the opposite of {@code parser}
 */
record OptionType<T>(String description, Function<String, T> parser, Function<T, String> printer) {
    static final String OFF = "off";

    static final OptionType<String> TEXT = new OptionType<>("text", text -> text, text -> text);
    static final OptionType<Optional<String>> SQL_OR_OFF = textOrOff("SQL or off");
    static final OptionType<Optional<String>> CLASS_OR_OFF = textOrOff("class name or off");
    static final OptionType<List<LoadableExtension>> EXTENSIONS_OR_OFF =
            new OptionType<>("paths or off", LoadableExtension::parseAll, LoadableExtension::printAll);
    static final OptionType<Integer> INTEGER =
            new OptionType<>("integer", text -> number("an integer", () -> Integer.valueOf(text)), String::valueOf);
    static final OptionType<Double> DECIMAL = new OptionType<>(
            "decimal", text -> number("a number such as 0.5", () -> Double.valueOf(text)), String::valueOf);
    static final OptionType<Boolean> SWITCH =
            new OptionType<>("true or false", OptionType::parseSwitch, String::valueOf);
    static final OptionType<Duration> DURATION =
            new OptionType<>("duration", UnitText::parseDuration, UnitText::printDuration);
    static final OptionType<Optional<Duration>> DURATION_OR_OFF = new OptionType<>(
            "duration or off",
            text -> parseUnlessOff(text, UnitText::parseDuration),
            value -> value.map(UnitText::printDuration).orElse(OFF));
    static final OptionType<Optional<Path>> FOLDER_OR_OFF = new OptionType<>(
            "directory or off",
            text -> isOff(text) ? Optional.empty() : Optional.of(parsePath(text)),
            value -> value.map(Path::toString).orElse(OFF));
    static final OptionType<Long> SIZE = new OptionType<>("size", UnitText::parseSize, UnitText::printSize);
    static final OptionType<Optional<Long>> SIZE_OR_OFF = new OptionType<>(
            "size or off",
            text -> parseUnlessOff(text, UnitText::parseSize),
            value -> value.map(UnitText::printSize).orElse(OFF));

    /** One of the constants of {@code type}, in any case. */
    static <E extends Enum<E>> OptionType<E> choice(Class<E> type) {
        String names =
                Arrays.stream(type.getEnumConstants()).map(OptionType::print).collect(Collectors.joining(" or "));
        return new OptionType<>(
                names,
                text -> Arrays.stream(type.getEnumConstants())
                        .filter(constant -> constant.name().equalsIgnoreCase(text))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException(names)),
                OptionType::print);
    }

    /** An empty text is off too: what is left empty in a form or in YAML arrives as one. */
    private static OptionType<Optional<String>> textOrOff(String description) {
        return new OptionType<>(
                description,
                text -> text.isBlank() || isOff(text) ? Optional.empty() : Optional.of(text),
                value -> value.orElse(OFF));
    }

    private static String print(Enum<?> constant) {
        // BeginMode reads as SQL does, the other words as the option names do.
        return constant instanceof BeginMode ? constant.name() : constant.name().toLowerCase(Locale.ROOT);
    }

    /** YAML reads an unquoted off as false. */
    private static boolean isOff(String text) {
        return text.equalsIgnoreCase(OFF) || text.equalsIgnoreCase("false");
    }

    private static <T> Optional<T> parseUnlessOff(String text, Function<String, T> parser) {
        if (isOff(text)) {
            return Optional.empty();
        }
        try {
            return Optional.of(parser.apply(text));
        } catch (IllegalArgumentException bad) {
            throw new IllegalArgumentException(bad.getMessage() + ", or off", bad);
        }
    }

    private static Path parsePath(String text) {
        try {
            if (!text.isEmpty()) {
                return FilePaths.of(text);
            }
        } catch (InvalidPathException bad) {
            throw new IllegalArgumentException("a directory, or off", bad);
        }
        throw new IllegalArgumentException("a directory, or off");
    }

    private static Boolean parseSwitch(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "on", "yes", "1" -> true;
            case "false", OFF, "no", "0" -> false;
            default -> throw new IllegalArgumentException("true or false");
        };
    }

    private static <N> N number(String wanted, Supplier<N> parser) {
        try {
            return parser.get();
        } catch (NumberFormatException bad) {
            throw new IllegalArgumentException(wanted, bad);
        }
    }
}
