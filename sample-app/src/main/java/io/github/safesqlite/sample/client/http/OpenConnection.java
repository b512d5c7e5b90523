// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.client.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A connection to a service, from connect to close. */
final class OpenConnection implements AutoCloseable {
    private final SocketChannel channel;
    private final long timeoutNanos;
    private final ByteSource source;
    private final AnswerReader reader;
    private final ByteBuffer unexpected = ByteBuffer.allocate(1);
    private long deadline;
    private boolean answerBegun;

    private OpenConnection(SocketChannel channel, Duration timeout) {
        this.channel = channel;
        this.timeoutNanos = timeout.toNanos();
        this.source = new ByteSource(new UntilDeadline());
        this.reader = new AnswerReader(source);
    }

    /** Connects; the timeout is for this and for each answer. */
    static OpenConnection to(InetSocketAddress address, Duration timeout) throws IOException {
        if (address.isUnresolved()) {
            throw new UnknownHostException(address.getHostString());
        }
        SocketChannel channel = SocketChannel.open();
        try {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.socket().connect(address, Math.toIntExact(timeout.toMillis()));
            return new OpenConnection(channel, timeout);
        } catch (IOException | RuntimeException failure) {
            channel.close();
            throw failure;
        }
    }

    /** Whether the service has neither closed it nor sent what nobody asked for. Does not wait. */
    boolean isUsable() {
        try {
            channel.configureBlocking(false);
            int read = channel.read(unexpected.clear());
            channel.configureBlocking(true);
            return read == 0 && source.isEmpty();
        } catch (IOException broken) {
            return false;
        }
    }

    /** Sends a request and reads its answer. */
    HttpAnswer exchange(byte[] request) throws IOException {
        answerBegun = false;
        deadline = System.nanoTime() + timeoutNanos;
        channel.write(ByteBuffer.wrap(request));
        return reader.read();
    }

    /** Whether the service has begun to answer the last request. */
    boolean answerBegun() {
        return answerBegun;
    }

    /** Whether the service lets this connection be used again. */
    boolean isKept() {
        return reader.keepsConnection();
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException ignored) {
            // Nothing is waiting to be sent.
        }
    }

    /** Reads from the channel until the deadline of the answer. */
    private final class UntilDeadline extends InputStream {
        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (millis <= 0) {
                throw new SocketTimeoutException("The answer takes too long.");
            }
            channel.socket().setSoTimeout(Math.toIntExact(millis));
            int read = channel.socket().getInputStream().read(bytes, offset, length);
            answerBegun |= read > 0;
            return read;
        }

        @Override
        public int read() {
            throw new UnsupportedOperationException("read in pieces");
        }
    }
}
