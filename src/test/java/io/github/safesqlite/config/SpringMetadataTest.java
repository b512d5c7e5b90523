// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The properties that IDEs complete in Spring Boot are those of the table of options. With {@code -Dsafesqlite.docs.write=true}
 * the file is written anew if it differs.
 */
class SpringMetadataTest {
    private static final Path FILE = Path.of("src/main/resources/META-INF/spring-configuration-metadata.json");
    private static final String PREFIX = "spring.datasource.safesqlite";

    private static final Map<String, String> TYPES = Map.of(
            "integer", "java.lang.Integer",
            "decimal", "java.lang.Double",
            "true or false", "java.lang.Boolean",
            "duration", "java.time.Duration");

    private static final Map<String, Class<? extends Enum<?>>> CHOICES = Map.of(
            "profile", Profile.class,
            "beginMode", BeginMode.class,
            "pragmaMismatch", PragmaMismatch.class,
            "networkFilesystem", NetworkFilesystem.class,
            "unsafeSqlite", UnsafeSqlite.class,
            "fileReplaced", FileReplaced.class);

    private final ObjectMapper mapper = new ObjectMapper();

    private static String kebab(String option) {
        return PREFIX + "." + option.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    /** A default that depends on others is told in the description, and one with a unit is not of the type's own notation. */
    private static boolean isPlain(Option<?> option) {
        return !option.defaultText().contains(";") && !option.defaultText().contains("`");
    }

    private ObjectNode property(Option<?> option) {
        ObjectNode property = mapper.createObjectNode();
        Class<?> choice = CHOICES.get(option.name());
        property.put("name", kebab(option.name()));
        property.put(
                "type", choice != null ? choice.getName() : TYPES.getOrDefault(option.typeName(), "java.lang.String"));
        property.put("description", option.description().replace("`", ""));
        if (!isPlain(option)) {
            property.put(
                    "description",
                    property.get("description").asText() + " Default: "
                            + option.defaultText().replace("`", "") + ".");
        } else if (TYPES.getOrDefault(option.typeName(), "").matches(".*(Integer|Double|Boolean)")) {
            property.set("defaultValue", mapper.valueToTree(number(option)));
        } else {
            property.put("defaultValue", option.defaultText());
        }
        return property;
    }

    private static Object number(Option<?> option) {
        return switch (option.typeName()) {
            case "integer" -> Integer.valueOf(option.defaultText());
            case "decimal" -> Double.valueOf(option.defaultText());
            default -> Boolean.valueOf(option.defaultText());
        };
    }

    private ObjectNode expected() {
        ObjectNode metadata = mapper.createObjectNode();
        metadata.putArray("groups")
                .addObject()
                .put("name", PREFIX)
                .put("type", "io.github.safesqlite.ConcurrencySafeSqliteDataSource");
        var properties = metadata.putArray("properties");
        properties
                .addObject()
                .put("name", PREFIX + ".enabled")
                .put("type", "java.lang.Boolean")
                .put("description", "Whether a spring.datasource.url of SQLite gets a ConcurrencySafeSqliteDataSource.")
                .put("defaultValue", true);
        Options.all().forEach(option -> properties.add(property(option)));
        return metadata;
    }

    @Test
    void eachOptionIsAPropertyThatIdesComplete() throws Exception {
        Separators separators =
                Separators.createDefaultInstance().withObjectFieldValueSpacing(Separators.Spacing.AFTER);
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter(separators)
                .withArrayIndenter(new DefaultIndenter("  ", "\n"))
                .withObjectIndenter(new DefaultIndenter("  ", "\n"));
        String wanted = mapper.writer(printer).writeValueAsString(expected()) + "\n";
        if (Boolean.getBoolean("safesqlite.docs.write")) {
            Files.writeString(FILE, wanted);
        }
        assertEquals(wanted, Files.readString(FILE), "out of date; run this test with -Dsafesqlite.docs.write=true");
    }

    @Test
    void eachOptionWithAChoiceOfWordsHasTheType() {
        for (Option<?> option : Options.all()) {
            Class<? extends Enum<?>> choice = CHOICES.get(option.name());
            String words = choice == null
                    ? ""
                    : String.join(
                            " or ",
                            Arrays.stream(choice.getEnumConstants())
                                    .map(Enum::name)
                                    .toList());
            assertEquals(
                    choice != null,
                    option.typeName().equalsIgnoreCase(words),
                    () -> option + " takes " + option.typeName());
        }
    }
}
