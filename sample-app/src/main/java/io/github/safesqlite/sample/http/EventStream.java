// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Server-sent events to one client. Safe for use by multiple threads. */
public final class EventStream {
    private final OutputStream out;
    private final Thread sender;
    private volatile boolean open = true;

    EventStream(OutputStream out, Thread sender) {
        this.out = out;
        this.sender = sender;
    }

    /** Sends an event; an {@link IOException} means that the client is gone. */
    public void send(String event, String json) throws IOException {
        String data = json.lines().map(line -> "data: " + line + "\n").reduce("", String::concat);
        write("event: " + event + "\n" + data + "\n");
    }

    /** Whether the client is still there, as far as is known, and the service runs. */
    public boolean isOpen() {
        return open;
    }

    /** Sends a comment, which clients ignore, to find out whether the client is still there. */
    void heartbeat() {
        try {
            write(": still here\n\n");
        } catch (IOException gone) {
            end();
        }
    }

    /** Ends the stream: its source is interrupted. */
    void end() {
        synchronized (sender) {
            if (open) {
                open = false;
                sender.interrupt();
            }
        }
    }

    /** Marks the stream as ended from its own thread, so that nobody interrupts it any more. */
    void finish() {
        synchronized (sender) {
            open = false;
        }
        Thread.interrupted();
    }

    private synchronized void write(String text) throws IOException {
        if (!open) {
            throw new IOException("the stream has ended");
        }
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
