// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.report;

import java.io.PrintStream;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import picocli.CommandLine.Help.Ansi;

/** Shows on stderr how far the work on a table has come. */
public interface Progress extends AutoCloseable {
    /** One more row is done. */
    void step();

    @Override
    void close();

    /** A bar with the rate and the remaining time on a terminal, one line at the end elsewhere. */
    static Progress of(String title, long rows) {
        return Ansi.AUTO.enabled() ? new Bar(title, rows) : new Line(title, System.err);
    }

    /** A bar that is drawn again and again in one line. */
    final class Bar implements Progress {
        private static final int WIDTH = 100;

        private final ProgressBar bar;

        Bar(String title, long rows) {
            bar = new ProgressBarBuilder()
                    .setTaskName(String.format("%-30s", title))
                    .setInitialMax(rows)
                    .setUnit(" rows", 1)
                    .setStyle(ProgressBarStyle.ASCII)
                    .setConsumer(new ConsoleProgressBarConsumer(System.err, WIDTH))
                    .showSpeed()
                    .build();
        }

        @Override
        public void step() {
            bar.step();
        }

        @Override
        public void close() {
            bar.close();
        }
    }

    /** One line at the end. */
    final class Line implements Progress {
        private final String title;
        private final PrintStream out;
        private final long start = System.nanoTime();
        private long rows;

        Line(String title, PrintStream out) {
            this.title = title;
            this.out = out;
        }

        @Override
        public void step() {
            rows++;
        }

        @Override
        public void close() {
            double seconds = (System.nanoTime() - start) / 1e9;
            out.printf("%s: %d rows, %.1f s, %.0f rows/s%n", title, rows, seconds, rows / seconds);
        }
    }
}
