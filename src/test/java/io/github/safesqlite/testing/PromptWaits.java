// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.testing;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Lets all tests look soon and often whether what they wait for has come, and wait for longer than a machine is busy with
 * something else; Awaitility looks ten times a second, for ten seconds.
 */
public final class PromptWaits implements LauncherSessionListener {
    @Override
    public void launcherSessionOpened(LauncherSession session) {
        Awaitility.setDefaultPollInterval(Duration.ofMillis(5));
        Awaitility.setDefaultTimeout(Waiting.LONG);
    }
}
