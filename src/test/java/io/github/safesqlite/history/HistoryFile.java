// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.history;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** Transactions in a file, one in a line, which outlive the process that has written them down. */
final class HistoryFile implements AutoCloseable {
    private static final String FAILURE = " ! ";

    private final FileChannel channel;

    /** Opens one to write. */
    HistoryFile(Path file) throws IOException {
        channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** What another process failed with: its class and its message. */
    static final class Elsewhere extends Exception {
        private static final long serialVersionUID = 1;

        Elsewhere(String failure) {
            super(failure);
        }

        boolean is(Class<?> type) {
            return String.valueOf(getMessage()).startsWith(type.getName() + ":");
        }
    }

    /** Adds a transaction, which replaces the one of this name. It is in the file when this returns. */
    synchronized void add(Recorded transaction) {
        Exception failure = transaction.failure();
        String line = transaction + (failure == null ? "" : FAILURE + oneLine(failure)) + "\n";
        ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException notWritten) {
            throw new UncheckedIOException(notWritten);
        }
    }

    private static String oneLine(Exception failure) {
        return (failure.getClass().getName() + ": " + failure.getMessage()).replace('\n', ' ');
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** The transactions of a file, whose last line may be incomplete. */
    static Collection<Recorded> read(Path file) throws IOException {
        Map<String, Recorded> transactions = new LinkedHashMap<>();
        String text = Files.readString(file);
        for (String line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
            String[] parts = line.split(FAILURE, 2);
            Recorded transaction =
                    HistoryText.transaction(parts[0], parts.length == 1 ? null : new Elsewhere(parts[1]));
            transactions.put(transaction.name(), transaction);
        }
        return transactions.values();
    }
}
