// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.learning;

import io.github.safesqlite.config.AdaptiveConfig;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.internal.file.SharedFile;
import io.github.safesqlite.internal.file.SharedPart;
import io.github.safesqlite.internal.file.Stay;
import io.github.safesqlite.internal.time.Ticker;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * What is learned by those that use a file in the same way. Each connection by URL is a DataSource of its own: what one of them has
 * seen is to help the others. Safe for use by multiple threads.
 */
public final class LearnedTogether implements SharedPart<LearnedTogether.User> {
    private final ConcurrentMap<User, LearnedKeys> keys = new ConcurrentHashMap<>();

    /** How many there are of each; guarded by whoever adds and removes users. */
    private final Map<User, Integer> users = new HashMap<>();

    /** A DataSource. It equals those that it learns together with, so it holds nothing of one that the others outlive. */
    public static final class User {
        /** A list, since a generated method of a record would keep the class loader alive. */
        private final List<@Nullable Object> setup;

        private User(SqliteConfig config) {
            AdaptiveConfig rules = config.adaptive();
            setup = Arrays.asList(
                    config.poolName(),
                    config.beginMode(),
                    config.transactionNames(),
                    rules.keys(),
                    rules.trustAfter(),
                    rules.trustAgainAfter(),
                    rules.firstRunTimeout());
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof User user && setup.equals(user.setup);
        }

        @Override
        public int hashCode() {
            return setup.hashCode();
        }
    }

    private LearnedTogether() {}

    /** Takes part until the stay is closed. */
    public static Stay<User, LearnedTogether> join(SharedFile file, SqliteConfig config) {
        return file.join(LearnedTogether.class, new User(config), LearnedTogether::new);
    }

    /** What is learned by those that equal a user, who has joined with {@code config}. */
    public LearnedKeys of(User user, SqliteConfig config, Ticker ticker) {
        return keys.computeIfAbsent(user, first -> LearnedKeys.of(config, ticker));
    }

    @Override
    public void add(User user) {
        users.merge(user, 1, Integer::sum);
    }

    @Override
    public boolean remove(User user) {
        if (users.merge(user, -1, Integer::sum) == 0) {
            users.remove(user);
            keys.remove(user);
        }
        return users.isEmpty();
    }

    @Override
    public void left(User user, boolean last) {
        // Nothing runs.
    }
}
