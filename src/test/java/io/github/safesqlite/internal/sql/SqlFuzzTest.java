// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.util.OSInfo;

/**
 * Lets Jazzer look for a text that breaks a rule of {@link SqlFuzzTarget}: it changes texts at random, in the spelling of
 * {@link SqlPhrases}, and goes on with those that reach new code. It runs in a process of its own, as it rewrites the
 * classes that it watches.
 *
 * <p>A text that was found is to be kept as a file in {@link #KEPT}; each build tries those again, and a round starts
 * with them.
 */
class SqlFuzzTest {
    private static final Path KEPT =
            Path.of("src", "test", "resources", "io", "github", "safesqlite", "internal", "sql", "SqlFuzzTestInputs");
    private static final Path FOUND = Path.of("target", "fuzz");
    private static final Set<String> PLATFORMS =
            Set.of("Linux/x86_64", "Linux/aarch64", "Mac/x86_64", "Mac/aarch64", "Windows/x86_64");
    private static final Pattern COVERED = Pattern.compile("DONE\\s+cov: (\\d+)");
    private static final String PARSER = "io.github.safesqlite.internal.sql.**";

    @TempDir
    Path folder;

    @Test
    void keptTextsBreakNoRule() throws Exception {
        List<Path> kept = files(KEPT);
        assertTrue(kept.size() > 5, "the folder of kept texts is elsewhere");
        for (Path file : kept) {
            SqlFuzzTarget.check(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
        }
    }

    @Test
    void aBoundedRoundFindsNothing() throws Exception {
        round(1, "-runs=700");
    }

    @Test
    @Tag("search")
    void aLongRoundFindsNothing() throws Exception {
        int seed = 1 + new Random().nextInt(Integer.MAX_VALUE - 1);
        round(seed, "-max_total_time=" + Integer.getInteger("safesqlite.fuzz.seconds", 600));
    }

    private void round(int seed, String length) throws Exception {
        assumeTrue(PLATFORMS.contains(OSInfo.getNativeLibFolderPathForCurrentOS()), "Jazzer does not run here");
        System.out.println("fuzz round, seed " + seed);
        Files.createDirectories(FOUND);
        Path output = FOUND.resolve("output.txt");
        Process jazzer = new ProcessBuilder(command(seed, length))
                .redirectErrorStream(true)
                .redirectOutput(Redirect.to(output.toFile()))
                .start();
        try {
            assertTrue(jazzer.waitFor(20, TimeUnit.MINUTES), "Jazzer does not end");
        } finally {
            jazzer.destroyForcibly();
        }
        String said = Files.readString(output);
        assertEquals(0, jazzer.exitValue(), said);
        // A round that reached little has not seen the parser's insides: the classes were not watched.
        Matcher covered = COVERED.matcher(said);
        assertTrue(covered.find() && Integer.parseInt(covered.group(1)) > 200, said);
    }

    private List<String> command(int seed, String length) throws IOException {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+EnableDynamicAgentLoading",
                "-Djdk.attach.allowAttachSelf=true",
                "-XX:+UseSerialGC",
                // The round is short, and the driver's exceptions are many.
                "-XX:TieredStopAtLevel=1",
                "-XX:MaxJavaStackTraceDepth=32",
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + SqlFuzzTarget.class.getName(),
                "--instrumentation_includes=" + PARSER,
                "--custom_hook_includes=" + PARSER,
                // It takes each text that SQLite is asked about for an attack.
                "--disabled_hooks=com.code_intelligence.jazzer.sanitizers.SqlInjection",
                "--mutator_framework=false",
                "--reproducer_path=" + FOUND,
                "-artifact_prefix=" + FOUND + File.separator,
                "-seed=" + seed,
                "-max_len=300",
                "-timeout=60",
                // What the JVM uses is bounded above; what it was given by the machine is no finding.
                "-rss_limit_mb=0",
                length,
                Files.createDirectory(folder.resolve("corpus")).toString(),
                seeds(seed).toString(),
                KEPT.toString());
    }

    private Path seeds(int seed) throws IOException {
        Path seeds = Files.createDirectory(folder.resolve("seeds"));
        SqlGrammar grammar = new SqlGrammar(new Random(seed));
        for (int i = 0; i < 100; i++) {
            Files.writeString(
                    seeds.resolve("statement-" + i), grammar.statement().print());
        }
        return seeds;
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }
}
