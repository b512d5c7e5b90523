// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.client.http;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A service that answers each request as a test says, one connection after the other. */
final class StubService implements AutoCloseable {
    private final ServerSocket listening;
    private final Queue<Script> scripts;
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread thread = new Thread(this::serve, "stub-service");

    /** What happens on one connection: an answer to each request in turn, and then this end. */
    record Script(List<String> answers, End end) {}

    /** What follows the last answer. */
    enum End {
        /** The connection is closed at once. */
        CLOSE,
        /** One more request is read and the connection closed. */
        CLOSE_ON_REQUEST,
        /** One more request is read and never answered. */
        SILENCE,
        /** One more request is read and answered with a body that goes on and on, a byte at a time. */
        TRICKLE
    }

    StubService(Script... scripts) throws IOException {
        this.scripts = new ArrayDeque<>(List.of(scripts));
        this.listening = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        thread.setDaemon(true);
        thread.start();
    }

    /** A connection with these answers, closed at once after the last. */
    static Script answering(String... answers) {
        return then(End.CLOSE, answers);
    }

    static Script then(End end, String... answers) {
        return new Script(List.of(answers), end);
    }

    ServiceAddress address() {
        return new ServiceAddress(listening.getInetAddress().getHostAddress(), listening.getLocalPort());
    }

    /** The request lines and bodies that have come so far. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    private void serve() {
        List<Socket> open = new ArrayList<>();
        try {
            while (!scripts.isEmpty()) {
                Socket socket = listening.accept();
                open.add(socket);
                play(scripts.remove(), socket);
            }
            stopped.await();
        } catch (IOException | InterruptedException closed) {
            // The test is over.
        } finally {
            open.forEach(StubService::close);
        }
    }

    private void play(Script script, Socket socket) throws IOException, InterruptedException {
        BufferedReader in =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
        OutputStream out = socket.getOutputStream();
        for (String answer : script.answers()) {
            readRequest(in);
            out.write(answer.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
        }
        if (script.end() != End.CLOSE) {
            readRequest(in);
        }
        if (script.end() == End.TRICKLE) {
            trickle(out);
        }
        if (script.end() != End.SILENCE) {
            socket.close();
        }
    }

    private void trickle(OutputStream out) throws IOException, InterruptedException {
        out.write("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
        while (!stopped.await(10, TimeUnit.MILLISECONDS)) {
            out.write('.');
            out.flush();
        }
    }

    /** Does nothing where the client closes the connection instead. */
    private void readRequest(BufferedReader in) throws IOException {
        String requestLine = in.readLine();
        if (requestLine == null) {
            return;
        }
        int length = 0;
        for (String header = in.readLine(); !header.isEmpty(); header = in.readLine()) {
            if (header.startsWith("Content-Length: ")) {
                length = Integer.parseInt(header.substring("Content-Length: ".length()));
            }
        }
        char[] body = new char[length];
        for (int read = 0; read < length; ) {
            read += in.read(body, read, length - read);
        }
        requests.add(requestLine.replace(" HTTP/1.1", "") + " " + new String(body));
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() throws IOException {
        stopped.countDown();
        listening.close();
    }
}
