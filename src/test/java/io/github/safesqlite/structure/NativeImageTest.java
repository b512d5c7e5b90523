// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.structure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The metadata for native images lists what the library looks up by reflection, and nothing that does not exist. */
class NativeImageTest {
    private static final Path METADATA = Path.of(
            "src/main/resources/META-INF/native-image/io.github.safesqlite/concurrency-safe-sqlite",
            "reachability-metadata.json");

    /** Calls that a native image can answer only for what its metadata lists. */
    private static final Pattern REFLECTION =
            Pattern.compile("Class\\.forName\\(|\\.getConstructor\\(|\\.getDeclaredConstructor\\("
                    + "|\\.newInstance\\(|\\.getMethods?\\(|\\.getDeclaredMethods?\\(|\\.getDeclaredFields?\\(|\\.getFields?\\("
                    + "|newProxyInstance\\(|registerMBean\\(|\\.find(?:Constructor|Static|Virtual|Getter|VarHandle)\\("
                    + "|ServiceLoader|\\.getResource|\\.getRecordComponents\\(|\\.loadClass\\(");

    /** What each file looks up; none where it is the application that names it, see docs/native-image.md. */
    private static final Map<String, Set<String>> LOOKED_UP = Map.of(
            "CustomizerClass.java", Set.of(),
            "DriverListeners.java", Set.of("org.sqlite.core.NativeDB"),
            "Eviction.java", Set.of("com.zaxxer.hikari.HikariDataSource", "org.apache.commons.dbcp2.BasicDataSource"),
            "Log.java", Set.of("org.slf4j.spi.LoggingEventBuilder"),
            "Mailbox.java", Set.of(),
            "ManagedDataSource.java", Set.of("io.github.safesqlite.management.SafeSqliteMXBean"),
            "Proxies.java",
                    Set.of(
                            "io.github.safesqlite.internal.proxy.ConnectionProxy",
                            "io.github.safesqlite.internal.proxy.DatabaseMetaDataProxy",
                            "io.github.safesqlite.internal.proxy.PreparedStatementProxy",
                            "io.github.safesqlite.internal.proxy.ResultSetMetaDataProxy",
                            "io.github.safesqlite.internal.proxy.ResultSetProxy",
                            "io.github.safesqlite.internal.proxy.StatementProxy"),
            "ReadOut.java", Set.of("io.github.safesqlite.internal.readout.MemoryResultSet"),
            "SpringNames.java", Set.of("org.springframework.transaction.support.TransactionSynchronizationManager"),
            "UnitConnection.java", Set.of("java.sql.Connection", "[java.sql.Connection]"));

    /** Not on the class path of the tests. */
    private static final Set<String> ABSENT = Set.of("org.apache.commons.dbcp2.BasicDataSource");

    private static List<JsonNode> entries() throws IOException {
        List<JsonNode> entries = new ArrayList<>();
        new ObjectMapper().readTree(METADATA.toFile()).get("reflection").forEach(entries::add);
        return entries;
    }

    /** The name of a class, or the interfaces of a proxy in brackets. */
    private static String typeOf(JsonNode entry) {
        JsonNode type = entry.get("type");
        return type.isTextual() ? type.asText() : "[" + type.get("proxy").get(0).asText() + "]";
    }

    private static Class<?> load(String name) throws ClassNotFoundException {
        return Class.forName(name, false, NativeImageTest.class.getClassLoader());
    }

    @Test
    void whatEachFileLooksUpIsListed() throws Exception {
        Set<String> listed =
                entries().stream().map(NativeImageTest::typeOf).collect(Collectors.toCollection(TreeSet::new));
        Set<String> expected =
                LOOKED_UP.values().stream().flatMap(Set::stream).collect(Collectors.toCollection(TreeSet::new));
        assertEquals(expected, listed);
    }

    @Test
    void noOtherFileUsesReflection() throws Exception {
        Set<String> using = new TreeSet<>();
        for (Path file : Sources.in(Sources.MAIN)) {
            // Neither the build nor an agent runs in a native image.
            boolean runs =
                    !file.toString().contains("proxy/build") && !file.toString().contains("internal/agent");
            if (runs && REFLECTION.matcher(Files.readString(file)).find()) {
                using.add(file.getFileName().toString());
            }
        }
        assertEquals(new TreeSet<>(LOOKED_UP.keySet()), using);
    }

    /** A constructor or method with other parameters would be missed only in the native image. */
    @Test
    void whatIsListedExists() throws Exception {
        for (JsonNode entry : entries()) {
            String type = typeOf(entry);
            if (type.startsWith("[") || ABSENT.contains(type)) {
                continue;
            }
            Class<?> loaded = load(type);
            for (JsonNode field : entry.path("fields")) {
                loaded.getDeclaredField(field.get("name").asText());
            }
            for (JsonNode method : entry.path("methods")) {
                List<Class<?>> parameters = new ArrayList<>();
                for (JsonNode parameter : method.get("parameterTypes")) {
                    parameters.add(load(parameter.asText()));
                }
                Class<?>[] types = parameters.toArray(Class<?>[]::new);
                String name = method.get("name").asText();
                if (name.equals("<init>")) {
                    loaded.getDeclaredConstructor(types);
                } else {
                    loaded.getMethod(name, types);
                }
            }
        }
    }

    /** The condition of an entry is a class that looks it up. */
    @Test
    void conditionsNameClassesThatLookItUp() throws Exception {
        for (JsonNode entry : entries()) {
            if (entry.has("condition")) {
                String reached = entry.at("/condition/typeReached").asText();
                Set<String> lookedUp = LOOKED_UP.get(load(reached).getSimpleName() + ".java");
                assertTrue(lookedUp.contains(typeOf(entry)), entry::toString);
            }
        }
    }

    @Test
    void theConstructorsOfTheProxiesAreListedAsTheyAreCalled() throws Exception {
        Map<String, List<String>> listed = new TreeMap<>();
        for (JsonNode entry : entries()) {
            if (typeOf(entry).contains(".internal.proxy.")) {
                List<String> parameters = new ArrayList<>();
                entry.at("/methods/0/parameterTypes").forEach(each -> parameters.add(simple(each.asText())));
                listed.put(simple(typeOf(entry)), parameters);
            }
        }
        Map<String, List<String>> called = new TreeMap<>();
        String proxies = Files.readString(Path.of("src/main/java/io/github/safesqlite/internal/proxy/Proxies.java"));
        Matcher call = Pattern.compile("constructor\\((\\w+)\\.class((?:, \\w+\\.class)+)\\)")
                .matcher(proxies);
        while (call.find()) {
            called.put(
                    call.group(1),
                    Arrays.stream(call.group(2).substring(2).split(", "))
                            .map(each -> each.replace(".class", ""))
                            .toList());
        }
        assertEquals(called, listed);
    }

    private static String simple(String className) {
        return className.substring(className.lastIndexOf('.') + 1);
    }
}
