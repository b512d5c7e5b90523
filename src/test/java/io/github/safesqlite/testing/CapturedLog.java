// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Keeps what the test logger writes to the standard error stream, and still lets it through. */
public final class CapturedLog implements AutoCloseable {
    private static final String SLOW_WRITES = "io.github.safesqlite.slow";

    private final PrintStream before = System.err;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    public CapturedLog() {
        System.setErr(new PrintStream(new Both(), true, StandardCharsets.UTF_8));
    }

    public String text() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** The first lines of what this library has logged; something else in the JVM may log at any time. */
    public List<String> own() {
        return text().lines()
                .filter(line -> line.contains(" io.github.safesqlite."))
                .toList();
    }

    /** The first lines of our warnings and errors, but for slow writes: on a busy machine any write may be slow. */
    public List<String> problems() {
        return own().stream()
                .filter(line -> line.contains("WARN ") || line.contains("ERROR "))
                .filter(line -> !line.contains(SLOW_WRITES))
                .toList();
    }

    @Override
    public void close() {
        System.setErr(before);
    }

    private final class Both extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            bytes.write(b);
            before.write(b);
        }

        @Override
        public void write(byte[] buffer, int offset, int length) {
            bytes.write(buffer, offset, length);
            before.write(buffer, offset, length);
        }
    }
}
