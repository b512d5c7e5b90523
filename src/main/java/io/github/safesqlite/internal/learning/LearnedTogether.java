// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.learning;

import io.github.safesqlite.config.AdaptiveConfig;
import io.github.safesqlite.config.BeginMode;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.config.TransactionNames;
import io.github.safesqlite.internal.file.SharedFile;
import io.github.safesqlite.internal.file.SharedPart;
import io.github.safesqlite.internal.file.Stay;
import io.github.safesqlite.internal.time.Ticker;
import java.util.HashMap;
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

    /** What has to be alike for two DataSources to learn together. */
    public record User(
            String poolName,
            BeginMode mode,
            AdaptiveConfig rules,
            @Nullable TransactionNames names) {
        static User of(SqliteConfig config) {
            return new User(config.poolName(), config.beginMode(), config.adaptive(), config.transactionNames());
        }
    }

    private LearnedTogether() {}

    /** Takes part until the stay is closed. */
    public static Stay<User, LearnedTogether> join(SharedFile file, SqliteConfig config) {
        return file.join(LearnedTogether.class, User.of(config), LearnedTogether::new);
    }

    /** What is learned by those that are set up so. */
    public LearnedKeys of(SqliteConfig config, Ticker ticker) {
        return keys.computeIfAbsent(User.of(config), alike -> LearnedKeys.of(config, ticker));
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
