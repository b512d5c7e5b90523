// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.client;

import io.github.safesqlite.sample.client.http.ServiceAddress;
import io.github.safesqlite.sample.load.LengthOptions;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The options of a load on a service. */
final class ClientOptions {
    private static final BigDecimal ALL = BigDecimal.valueOf(100);

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Mixin
    private LengthOptions length;

    @Option(
            names = "--url",
            defaultValue = "http://127.0.0.1:8080",
            description = "The service (default: http://127.0.0.1:8080).")
    private String url;

    @Option(
            names = "--mix",
            paramLabel = "MIX",
            defaultValue = "mixed",
            description = {
                "create, touch or get: sessions are only created, touched or read;",
                "mixed: of ten requests one creates a session, three touch it and six read it;",
                "service: sessions, choices and results of providers, and messages (default: mixed)."
            })
    private String mix;

    @Option(
            names = "--rate",
            paramLabel = "COUNT",
            description = {
                "Requests per second of all users together, sent at regular times whenever the answers come;"
                        + " latencies count from the time at which a request was due.",
                "Without it each user sends the next request after the answer to the last."
            })
    private String rate;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "How long a user waits for an answer (default: 60).")
    private String timeout;

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            description = "The admin token of the service (default: ADMIN_TOKEN, which other users cannot see).")
    private String token;

    @Option(
            names = "--beside",
            paramLabel = "JOB",
            split = ",",
            description = {
                "What the service does beside the load: backup (one after the other), purge (of expired sessions,"
                        + " every second) or backup,purge."
            })
    private String[] beside = {};

    @Option(
            names = "--max-p99",
            paramLabel = "MILLIS",
            description = "The longest 99th percentile of the latencies with which the exit status is 0.")
    private String maxP99;

    @Option(
            names = "--min-success",
            paramLabel = "PERCENT",
            description = "The least share of requests that succeed with which the exit status is 0 (default: 100).")
    private String minSuccess;

    /** The settings; a wrong option is a {@link ParameterException} that names it. */
    LoadSettings settings(Optional<String> environmentToken) {
        return new LoadSettings(
                ServiceAddress.of(url).orElseThrow(() -> refused("--url must be like http://127.0.0.1:8080", url)),
                length.plan(0).at(optionalNumber("--rate", rate, 1_000_000)),
                chosenMix(),
                Duration.ofSeconds(number("--timeout", timeout, 3_600)),
                chosenToken(environmentToken),
                chosenJobs(),
                new Thresholds(optionalNumber("--max-p99", maxP99, 3_600_000), chosenSuccess()));
    }

    private Mix chosenMix() {
        return Arrays.stream(Mix.values())
                .filter(known -> known.id().equals(mix))
                .findFirst()
                .orElseThrow(() -> refused("--mix must be create, touch, get, mixed or service", mix));
    }

    private Optional<String> chosenToken(Optional<String> environmentToken) {
        Optional<String> chosen = token == null ? environmentToken : Optional.of(token);
        if (chosen.isPresent() && !chosen.get().matches("[!-~]+")) {
            throw new ParameterException(
                    spec.commandLine(), "--token (ADMIN_TOKEN) must have printable ASCII characters without spaces.");
        }
        return chosen;
    }

    private Set<SideJobKind> chosenJobs() {
        Set<SideJobKind> chosen = EnumSet.noneOf(SideJobKind.class);
        for (String name : beside) {
            chosen.add(Arrays.stream(SideJobKind.values())
                    .filter(known -> known.name().toLowerCase(Locale.ROOT).equals(name))
                    .findFirst()
                    .orElseThrow(() -> refused("--beside must be backup, purge or backup,purge", name)));
        }
        return chosen;
    }

    private Optional<BigDecimal> chosenSuccess() {
        if (minSuccess == null) {
            return Optional.empty();
        }
        if (minSuccess.matches("[0-9]{1,3}(\\.[0-9]{1,6})?")) {
            BigDecimal percent = new BigDecimal(minSuccess);
            if (percent.compareTo(ALL) <= 0) {
                return Optional.of(percent);
            }
        }
        throw refused("--min-success must be from 0 to 100, such as 99.9", minSuccess);
    }

    private OptionalInt optionalNumber(String name, String text, int max) {
        return text == null ? OptionalInt.empty() : OptionalInt.of(number(name, text, max));
    }

    private int number(String name, String text, int max) {
        try {
            int value = Integer.parseInt(text);
            if (value >= 1 && value <= max) {
                return value;
            }
        } catch (NumberFormatException notANumber) {
            // The message below says what is expected.
        }
        throw refused(name + " must be a whole number from 1 to " + max, text);
    }

    private ParameterException refused(String rule, String value) {
        return new ParameterException(spec.commandLine(), rule + ", was \"" + value + "\".");
    }
}
