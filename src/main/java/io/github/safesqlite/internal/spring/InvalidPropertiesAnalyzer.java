// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.spring;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Shows an application that does not start the problems alone, without a stack. */
class InvalidPropertiesAnalyzer extends AbstractFailureAnalyzer<InvalidPropertiesException> {
    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, InvalidPropertiesException cause) {
        return new FailureAnalysis(
                "The DataSource cannot be configured:\n\n    " + String.join("\n    ", cause.problems()),
                "Correct the properties. docs/configuration.md lists the options of concurrency-safe-sqlite.",
                cause);
    }
}
