// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.report;

import io.github.safesqlite.sample.load.Progress;
import java.util.concurrent.TimeUnit;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import picocli.CommandLine.Help.Ansi;

/** Shows on stderr how far a load has come: a bar on a terminal, one line for each load elsewhere. */
public interface ProgressDisplay extends Progress, AutoCloseable {
    /** The display for a load of this name and length. */
    static ProgressDisplay of(String title, int seconds) {
        return Ansi.AUTO.enabled() ? new Bar(title, seconds) : new Line(title, seconds);
    }

    @Override
    void close();

    /** A bar that is drawn again and again in one line. */
    final class Bar implements ProgressDisplay {
        private static final int TITLE_WIDTH = 38;
        private static final int WIDTH = 100;

        private final ProgressBar bar;

        Bar(String title, int seconds) {
            bar = new ProgressBarBuilder()
                    .setTaskName(String.format("%-" + TITLE_WIDTH + "s", title))
                    .setInitialMax(TimeUnit.SECONDS.toMillis(seconds))
                    .setUnit(" s", TimeUnit.SECONDS.toMillis(1))
                    .setStyle(ProgressBarStyle.ASCII)
                    .setConsumer(new ConsoleProgressBarConsumer(System.err, WIDTH))
                    .hideEta()
                    .build();
        }

        @Override
        public void elapsed(long millis) {
            bar.stepTo(millis);
        }

        @Override
        public void close() {
            bar.stepTo(bar.getMax());
            bar.close();
        }
    }

    /** One line at the start. */
    final class Line implements ProgressDisplay {
        Line(String title, int seconds) {
            System.err.println(title + ": " + seconds + " s");
        }

        @Override
        public void elapsed(long millis) {}

        @Override
        public void close() {}
    }
}
