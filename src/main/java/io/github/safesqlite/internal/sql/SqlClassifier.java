// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.sql;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Classifies SQL texts and remembers the answers. Safe for use by multiple threads.
 *
 * <p>The cache has two generations. A text that is asked for lives in the young one; when that is full, it becomes the
 * old one and the former old one is dropped. So a text that is in use stays, one that is not goes, and a hit is one map
 * lookup without bookkeeping.
 */
public final class SqlClassifier {
    /** In characters, of a generation. */
    private static final long LARGEST_GENERATION = 2L << 20;

    /** In characters. A longer text would leave no room for others; it is a script or carries its values. */
    private static final long LONGEST_CACHED_TEXT = LARGEST_GENERATION / 4;

    private final int generationSize;
    private final @Nullable CollectedStatements collected;

    /** Used by several threads without a lock: at worst a text is parsed once more. */
    private final RecentTexts recent = new RecentTexts();

    private long youngCharacters;
    private volatile ConcurrentMap<String, SqlScript> young = new ConcurrentHashMap<>();
    private volatile ConcurrentMap<String, SqlScript> old = new ConcurrentHashMap<>();

    /** Remembers at most {@code cacheSize} texts, at least two. */
    public SqlClassifier(int cacheSize) {
        this(cacheSize, null);
    }

    /** The same; {@code collected} is shown each text that was not remembered, so each at least once. */
    public SqlClassifier(int cacheSize, @Nullable CollectedStatements collected) {
        this.generationSize = Math.max(1, cacheSize / 2);
        this.collected = collected;
    }

    /** The statements of a text. Never fails; takes time linear in the length of the text. */
    public SqlScript classify(String text) {
        SqlScript known = young.get(text);
        return known != null ? known : recallOrParse(text, true);
    }

    /** The same for a text that may carry its values and then does not come again: it is remembered when it does. */
    public SqlScript classifyToRun(String text) {
        SqlScript known = young.get(text);
        return known != null ? known : recallOrParse(text, false);
    }

    private SqlScript recallOrParse(String text, boolean comesAgain) {
        SqlScript script = old.get(text);
        if (script == null) {
            script = SqlScript.parse(text);
            if (collected != null) {
                collected.add(script);
            }
            if (text.length() > LONGEST_CACHED_TEXT || !(comesAgain || recent.hasCome(text))) {
                return script;
            }
        }
        remember(text, script);
        return script;
    }

    private synchronized void remember(String text, SqlScript script) {
        if (young.containsKey(text)) {
            return;
        }
        if (young.size() >= generationSize || youngCharacters + text.length() > LARGEST_GENERATION) {
            old = young;
            young = new ConcurrentHashMap<>();
            youngCharacters = 0;
        }
        young.put(text, script);
        youngCharacters += text.length();
    }

    /** How many texts are remembered. */
    int size() {
        return young.size() + old.size();
    }
}
