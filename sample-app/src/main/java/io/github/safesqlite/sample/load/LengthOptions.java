// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.load;

import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The options that say how many users send requests, and for how long. */
public final class LengthOptions {
    @Spec(Target.MIXEE)
    private CommandSpec spec;

    private int users;
    private int seconds;
    private int warmup;

    @Option(names = "--users", defaultValue = "100", description = "How many users send requests (default: 100).")
    void setUsers(int users) {
        requireAtLeast("--users", 1, users);
        this.users = users;
    }

    @Option(names = "--seconds", defaultValue = "10", description = "How long a load is measured (default: 10).")
    void setSeconds(int seconds) {
        requireAtLeast("--seconds", 1, seconds);
        this.seconds = seconds;
    }

    @Option(
            names = "--warmup",
            paramLabel = "SECONDS",
            defaultValue = "2",
            description = "How long a load runs before it is measured (default: 2).")
    void setWarmup(int warmup) {
        requireAtLeast("--warmup", 0, warmup);
        this.warmup = warmup;
    }

    private void requireAtLeast(String option, int least, int value) {
        if (value < least) {
            throw new ParameterException(
                    spec.commandLine(),
                    option + " must be at least " + least + ", was \"" + value + "\". For example: " + option + " 10");
        }
    }

    /** The load of the users from {@code firstUser} on. */
    public LoadPlan plan(int firstUser) {
        return new LoadPlan(firstUser, users, warmup, seconds);
    }

    /** The number of users. */
    public int users() {
        return users;
    }

    /** The same options as arguments for another process. */
    List<String> arguments() {
        return List.of("--users=" + users, "--seconds=" + seconds, "--warmup=" + warmup);
    }
}
