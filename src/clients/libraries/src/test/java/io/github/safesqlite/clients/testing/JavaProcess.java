// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.clients.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Another JVM with the class path of the test; its output goes to a file. */
public record JavaProcess(Process process, Path output) {
    /** The class path of the test, also where Maven gives it to the JVM in a manifest. */
    public static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    /** Starts the class. */
    public static JavaProcess start(Class<?> main, String... arguments) throws IOException {
        return start(classPath(), main, arguments);
    }

    /** Starts the class that many times at once, and waits until all have succeeded. */
    public static void runTogether(int count, Class<?> main, String... arguments) throws Exception {
        List<JavaProcess> started = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            started.add(start(main, arguments));
        }
        for (JavaProcess process : started) {
            process.assertSuccess();
        }
    }

    /** Starts the class with another class path. */
    public static JavaProcess start(String classPath, Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath,
                main.getName()));
        command.addAll(List.of(arguments));
        Path output = Files.createTempFile("process", ".log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        return new JavaProcess(process, output);
    }

    /** Waits for its end, which must be a good one and without a word about locks. */
    public void assertSuccess() throws Exception {
        try {
            int code = process.waitFor();
            String text = Files.readString(output);
            assertEquals(0, code, text);
            assertFalse(NoLockErrors.isLockError(text), text);
        } finally {
            process.destroyForcibly();
            Files.delete(output);
        }
    }
}
