// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.release;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import java.io.File;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an application finds in the repository of a release. */
class ReleaseTest {
    private static final String NAME = "concurrency-safe-sqlite";
    private static final String BILL_OF_MATERIALS = "META-INF/sbom/" + NAME + ".cdx.json";
    private static final Path REPOSITORY = Path.of(System.getProperty("release.repository"));

    @Test
    void theLibraryRunsWithWhatItBrings(@TempDir Path folder) throws Exception {
        SqliteConfig config = SqliteConfig.builder(folder.resolve("app.db")).build();
        try (var dataSource = new ConcurrencySafeSqliteDataSource(config);
                var connection = dataSource.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE message(text)");
            assertEquals(1, statement.executeUpdate("INSERT INTO message VALUES ('hello')"));
        }
    }

    /** Maven notes beside each file which repository it came from; one that was installed by hand has none. */
    @Test
    void theLibraryCameFromTheRepository() throws IOException {
        List<String> origins = Files.readAllLines(libraryOfClassPath().resolveSibling("_remote.repositories"));
        assertTrue(origins.stream().anyMatch(line -> line.endsWith(".jar>release=")), origins::toString);
    }

    @Test
    void theJarHasItsModuleDescriptor() throws IOException {
        ModuleDescriptor module = ModuleFinder.of(libraryOfClassPath())
                .find("io.github.safesqlite")
                .orElseThrow()
                .descriptor();
        assertFalse(module.isAutomatic());
    }

    @Test
    void theManifestSaysWhereTheBillOfMaterialsIs() throws IOException {
        try (JarFile jar = new JarFile(libraryOfClassPath().toFile())) {
            Manifest manifest = jar.getManifest();
            assertEquals(BILL_OF_MATERIALS, manifest.getMainAttributes().getValue("Sbom-Location"));
            assertEquals("CycloneDX", manifest.getMainAttributes().getValue("Sbom-Format"));
        }
    }

    /** The table of licences in the document has the line of each. */
    @Test
    void theLicencesOfTheDependenciesAreInTheDocument() throws IOException {
        String document = Files.readString(Path.of(System.getProperty("release.licences")));
        List<String> missing = new ArrayList<>();
        for (JsonNode component : billOfMaterials().get("components")) {
            String line = "| `%s:%s` | %s | %s |"
                    .formatted(
                            component.get("group").asText(),
                            component.get("name").asText(),
                            component.get("scope").asText(),
                            component.at("/licenses/0/license/id").asText());
            if (!document.contains(line)) {
                missing.add(line);
            }
        }
        assertEquals(List.of(), missing);
    }

    @Test
    void theBillOfMaterialsInTheJarIsTheOneBesideIt() throws IOException {
        assertEquals(
                billOfMaterials(),
                new ObjectMapper().readTree(file("-cyclonedx.json").toFile()));
    }

    @ParameterizedTest
    @ValueSource(strings = {".jar", "-sources.jar", "-javadoc.jar"})
    void everyJarHasTheLicence(String end) throws IOException {
        try (JarFile jar = new JarFile(file(end).toFile())) {
            for (String name : List.of("META-INF/LICENSE", "META-INF/NOTICE")) {
                assertTrue(jar.getEntry(name) != null, name);
            }
        }
    }

    @Test
    void theJavadocCanBeSearchedAndHasThePublicPackagesOnly() throws IOException {
        try (JarFile jar = new JarFile(file("-javadoc.jar").toFile())) {
            List<String> names = jar.stream().map(Object::toString).toList();
            assertTrue(names.contains("member-search-index.js"), "no index for the search");
            assertEquals(
                    List.of(),
                    names.stream().filter(name -> name.contains("/internal/")).toList());
        }
    }

    @Test
    void everyFileHasItsChecksum() throws Exception {
        List<Path> files;
        try (Stream<Path> tree = Files.walk(REPOSITORY)) {
            files = tree.filter(path -> path.toString().matches(".*\\.(jar|pom|json)"))
                    .toList();
        }
        assertFalse(files.isEmpty());
        for (Path file : files) {
            byte[] sum = MessageDigest.getInstance("SHA-1").digest(Files.readAllBytes(file));
            assertEquals(HexFormat.of().formatHex(sum), Files.readString(Path.of(file + ".sha1")), file::toString);
        }
    }

    private static JsonNode billOfMaterials() throws IOException {
        try (JarFile jar = new JarFile(libraryOfClassPath().toFile());
                var input = jar.getInputStream(jar.getEntry(BILL_OF_MATERIALS))) {
            return new ObjectMapper().readTree(new String(input.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private static Path libraryOfClassPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .filter(path -> path.getFileName().toString().startsWith(NAME))
                .findFirst()
                .orElseThrow();
    }

    /** The last file of the release whose name ends so; a snapshot has a time and a number in its name. */
    private static Path file(String end) throws IOException {
        try (Stream<Path> tree = Files.walk(REPOSITORY)) {
            return tree.filter(path -> path.getFileName().toString().matches(NAME + "-[0-9.-]+(-SNAPSHOT)?" + end))
                    .max(Path::compareTo)
                    .orElseThrow();
        }
    }
}
