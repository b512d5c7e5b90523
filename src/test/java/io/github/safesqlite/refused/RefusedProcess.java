// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.refused;

import io.github.safesqlite.testing.ChildJvm;
import io.github.safesqlite.testing.PreloadedLibrary;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.springframework.util.FileSystemUtils;

/** A process into which {@code refuser.c} is loaded; plays one trial after the other. */
final class RefusedProcess implements AutoCloseable {
    private static final String PLAYED = "played";

    private final Process process;
    private final PrintStream commands;
    private final BufferedReader answers;

    RefusedProcess(Path folder, PreloadedLibrary library) throws IOException {
        Path own = Files.createTempDirectory(folder.toRealPath(), "process");
        Path control = Files.write(own.resolve("control"), new byte[Refuser.SIZE]);
        Path databases = Files.createDirectory(own.resolve("databases"));
        ProcessBuilder builder = ChildJvm.of(RefusedProcess.class, control.toString(), databases.toString());
        library.into(builder);
        builder.environment().put(Refuser.CONTROL, control.toString());
        builder.environment().put(Refuser.FOLDER, databases.toString());
        process = builder.redirectError(own.resolve("errors.txt").toFile()).start();
        commands = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Plays one, and gives how many calls were refused. */
    int play(Refusal refusal) throws IOException {
        commands.println(refusal);
        String answer = String.valueOf(answers.readLine());
        if (!answer.startsWith(PLAYED)) {
            throw new AssertionError(refusal + ": " + answer);
        }
        return Integer.parseInt(answer.substring(PLAYED.length() + 1));
    }

    @Override
    public void close() throws InterruptedException {
        commands.close();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("the process does not end");
        }
    }

    /** The process itself: plays each line of its input. */
    public static void main(String[] arguments) throws Exception {
        Refuser refuser = new Refuser(Path.of(arguments[0]));
        var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            Path folder = Files.createTempDirectory(Path.of(arguments[1]), "trial");
            System.err.println("TRIAL " + line);
            try {
                int refused = new Trial(folder, refuser, Refusal.parse(line)).play();
                FileSystemUtils.deleteRecursively(folder);
                System.out.println(PLAYED + " " + refused);
            } catch (Exception | AssertionError failure) {
                failure.printStackTrace();
                System.out.println(failure.toString().replace('\n', ' ') + " in " + folder);
            }
        }
    }
}
