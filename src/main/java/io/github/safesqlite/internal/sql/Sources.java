// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.sql;

import io.github.safesqlite.internal.sql.Lexer.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Finds out from the tokens of a query whether it names a table. One use per statement. */
final class Sources {
    private final Lexer lexer;
    private Keyword before;
    private Token tokenBefore;
    /** The names that may be those of common table expressions; more than are, where it makes no difference. */
    private final List<String> common = new ArrayList<>(0);

    private boolean hasCommon;
    private boolean tables;
    private boolean others;

    /** Starts at the current token. */
    Sources(Lexer lexer) {
        this.lexer = lexer;
        this.before = lexer.keyword();
        this.tokenBefore = lexer.token();
        this.hasCommon = before == Keyword.WITH;
    }

    /** Looks at the current token; to be called for each. */
    void look() {
        Keyword keyword = lexer.keyword();
        switch (before) {
            case FROM, JOIN -> source(true);
            // A list of values is no source.
            case IN -> source(false);
            default -> {}
        }
        hasCommon |= keyword == Keyword.WITH;
        if (hasCommon && isName() && mayBeginCommon()) {
            common.add(name());
        }
        // "a IS DISTINCT FROM b" compares.
        before = keyword == Keyword.FROM && before == Keyword.DISTINCT ? Keyword.NONE : keyword;
        tokenBefore = lexer.token();
    }

    private void source(boolean inParenthesesToo) {
        if (lexer.token() != Token.OPEN) {
            boolean isCommon = isName() && common.contains(name());
            others |= isCommon;
            tables |= !isCommon;
        } else {
            others |= inParenthesesToo;
        }
    }

    private boolean mayBeginCommon() {
        return before == Keyword.WITH || before == Keyword.RECURSIVE || tokenBefore == Token.COMMA;
    }

    private boolean isName() {
        return lexer.token() == Token.WORD || lexer.token() == Token.QUOTED;
    }

    private String name() {
        return lexer.nameText().toLowerCase(Locale.ROOT);
    }

    /** Whether it has no sources at all. */
    boolean isEmpty() {
        return !tables && !others;
    }

    /** Whether it has sources, and none that is a table for sure. */
    boolean isDoubtful() {
        return others && !tables;
    }
}
