// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.client.http;

import io.github.safesqlite.sample.request.RequestFailedException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;

/**
 * A plain HTTP/1.1 client over one connection that is kept between requests. It costs little, because load and service
 * often share a computer. Used by one thread at a time.
 */
public final class KeptConnection implements AutoCloseable {
    /** How long a user waits who could not connect; it would try again many thousand times per second. */
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final ServiceAddress address;
    private final Duration timeout;
    private Optional<OpenConnection> open = Optional.empty();

    /** A client that connects when it sends its first request. */
    public KeptConnection(ServiceAddress address, Duration timeout) {
        this.address = address;
        this.timeout = timeout;
    }

    /** The service that it connects to. */
    public ServiceAddress address() {
        return address;
    }

    /** Sends a request and returns its answer, whatever its status. */
    public HttpAnswer send(HttpCall call) throws RequestFailedException {
        byte[] request = call.bytes(address.authority());
        if (isUsable()) {
            OpenConnection kept = open.get();
            try {
                return exchange(kept, request);
            } catch (IOException failure) {
                if (!canBeSentAgain(call, failure, kept)) {
                    throw failed(call, failure);
                }
            }
        }
        OpenConnection fresh = connect();
        try {
            return exchange(fresh, request);
        } catch (IOException failure) {
            throw failed(call, failure);
        }
    }

    /** Whether the last connection is still open, as far as is known. */
    boolean isUsable() {
        return open.isPresent() && open.get().isUsable();
    }

    /** A service may close a connection that nobody uses just when a request is on its way. */
    private static boolean canBeSentAgain(HttpCall call, IOException failure, OpenConnection kept) {
        return call.repeatable() && !kept.answerBegun() && !(failure instanceof SocketTimeoutException);
    }

    private HttpAnswer exchange(OpenConnection connection, byte[] request) throws IOException {
        try {
            HttpAnswer answer = connection.exchange(request);
            if (!connection.isKept()) {
                close();
            }
            return answer;
        } catch (IOException failure) {
            close();
            throw failure;
        }
    }

    private OpenConnection connect() throws RequestFailedException {
        close();
        try {
            OpenConnection fresh = OpenConnection.to(address.socketAddress(), timeout);
            open = Optional.of(fresh);
            return fresh;
        } catch (UnknownHostException unknown) {
            throw new RequestFailedException("UNKNOWN_HOST", "there is no host " + address.host(), PAUSE);
        } catch (ConnectException refused) {
            throw new RequestFailedException("CONNECTION_REFUSED", "the connection was refused", PAUSE);
        } catch (SocketTimeoutException late) {
            throw new RequestFailedException(
                    "CONNECTION_TIMEOUT", "there was no connection after " + timeout.toSeconds() + " s", PAUSE);
        } catch (IOException failure) {
            throw new RequestFailedException("NO_CONNECTION", "no connection: " + failure.getMessage(), PAUSE);
        }
    }

    private RequestFailedException failed(HttpCall call, IOException failure) {
        if (failure instanceof SocketTimeoutException) {
            return new RequestFailedException("TIMEOUT", call + " was not answered in " + timeout.toSeconds() + " s");
        }
        if (failure instanceof ProtocolException) {
            return new RequestFailedException("BAD_ANSWER", "the answer is not HTTP/1.1: " + failure.getMessage());
        }
        return new RequestFailedException(
                "CONNECTION_CLOSED", "the connection was closed before the whole answer to " + call);
    }

    /** Closes the connection; another request opens a new one. */
    @Override
    public void close() {
        open.ifPresent(OpenConnection::close);
        open = Optional.empty();
    }
}
