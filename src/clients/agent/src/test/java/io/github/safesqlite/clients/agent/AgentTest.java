// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.clients.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.clients.agent.application.HibernateApplication;
import io.github.safesqlite.clients.agent.application.HikariApplication;
import io.github.safesqlite.clients.agent.application.PlainApplication;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.loader.tools.Library;
import org.springframework.boot.loader.tools.LibraryScope;
import org.springframework.boot.loader.tools.Repackager;
import org.sqlite.JDBC;

/** Applications that know sqlite-jdbc only fail under load, and do not with the agent. */
@Timeout(120)
class AgentTest {
    private static final String COUNTED = "counter: 400";

    @TempDir
    Path folder;

    private static Path placeOf(Class<?> type) throws Exception {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    /** The class path of the tests, which has everything but the library. */
    private static String everything() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    /** These classes and sqlite-jdbc, which does without SLF4J. */
    private static String driverOnly() throws Exception {
        return placeOf(AgentTest.class) + File.pathSeparator + placeOf(JDBC.class);
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    private void failsWithoutAndNotWith(String options, String classPath, Class<?> application) throws Exception {
        Application without = Application.run("-cp", classPath, application.getName(), file("without.db"));
        assertNotEquals(0, without.status(), without::output);
        assertTrue(without.output().contains("SQLITE_BUSY"), without::output);

        Application with = Application.runWithAgent(options, "-cp", classPath, application.getName(), file("with.db"));
        assertEquals(0, with.status(), with::output);
        assertTrue(with.output().contains(COUNTED), with::output);
        assertTrue(with.output().contains("opened through this library: " + file("with.db")), with::output);
    }

    @Test
    void plainJdbc() throws Exception {
        failsWithoutAndNotWith("", driverOnly(), PlainApplication.class);
    }

    @Test
    void hikariCP() throws Exception {
        failsWithoutAndNotWith("beginMode=IMMEDIATE", everything(), HikariApplication.class);
    }

    @Test
    void hibernate() throws Exception {
        failsWithoutAndNotWith("writeTimeout=60s", everything(), HibernateApplication.class);
    }

    /** Another class loader than that of the agent has the driver. */
    @Test
    void aJarWithItsLibrariesInside() throws Exception {
        Path jar = executableJar();
        Application without = Application.run("-jar", jar.toString(), file("without.db"));
        assertTrue(without.output().contains("SQLITE_BUSY"), without::output);
        Application with = Application.runWithAgent("", "-jar", jar.toString(), file("with.db"));
        assertEquals(0, with.status(), with::output);
        assertTrue(with.output().contains(COUNTED), with::output);
        assertTrue(with.output().contains("JDBC.connect(String, Properties) of jar:nested:"), with::output);
    }

    private Path executableJar() throws Exception {
        Path classes = folder.resolve("classes.jar");
        Path root = placeOf(AgentTest.class);
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(classes));
                Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                jar.putNextEntry(new ZipEntry(root.relativize(file).toString().replace(File.separatorChar, '/')));
                Files.copy(file, jar);
            }
        }
        Path executable = folder.resolve("application.jar");
        Repackager repackager = new Repackager(classes.toFile());
        repackager.setMainClass(PlainApplication.class.getName());
        File driver = placeOf(JDBC.class).toFile();
        repackager.repackage(
                executable.toFile(), libraries -> libraries.library(new Library(driver, LibraryScope.COMPILE)));
        return executable;
    }

    @Test
    void theReportCanBeSwitchedOff() throws Exception {
        Application with = Application.runWithAgent(
                "report=false", "-cp", driverOnly(), PlainApplication.class.getName(), file("app.db"));
        assertTrue(with.output().contains(COUNTED), with::output);
        assertFalse(with.output().contains("agent"), with::output);
    }

    @Test
    void anUnknownOptionEndsTheJvm() throws Exception {
        Application with = Application.runWithAgent(
                "writeTimout=60s", "-cp", driverOnly(), PlainApplication.class.getName(), file("app.db"));
        assertEquals(1, with.status());
        assertTrue(with.output().contains("option \"writeTimout\" is unknown"), with::output);
        assertFalse(Files.exists(Path.of(file("app.db"))));
    }
}
