// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.portability.sql;

import io.github.safesqlite.move.portability.sql.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * One statement and its tokens. Immutable.
 *
 * @param text as it was found
 * @param origin where it was found, such as {@code view v} or {@code statements.sql:12}
 * @param tokens without white space, comments and the semicolon behind it
 */
public record Statement(String text, String origin, List<Token> tokens) {
    private static final Token END = new Token(Kind.END, "", 0, 0, 0);

    /** Copies {@code tokens}. */
    public Statement {
        tokens = List.copyOf(tokens);
    }

    /** The statement that a text consists of. */
    public static Statement of(String text, String origin) {
        return new Statement(text, origin, Tokenizer.tokens(text));
    }

    /** The statements of a script, without those that are empty. A trigger is one statement with all in its body. */
    public static List<Statement> script(String script, String name) {
        List<Statement> statements = new ArrayList<>();
        List<Token> tokens = new ArrayList<>();
        for (Token token : Tokenizer.tokens(script)) {
            if (token.kind() != Kind.SEMICOLON) {
                tokens.add(token);
            } else if (isInsideTrigger(tokens)) {
                tokens.add(token);
            } else {
                add(script, name, tokens, statements);
            }
        }
        add(script, name, tokens, statements);
        return statements;
    }

    private static void add(String script, String name, List<Token> tokens, List<Statement> statements) {
        if (!tokens.isEmpty()) {
            int start = tokens.get(0).start();
            long line =
                    script.substring(0, start).chars().filter(c -> c == '\n').count() + 1;
            String text = script.substring(start, tokens.get(tokens.size() - 1).end());
            statements.add(of(text, name + ":" + line));
            tokens.clear();
        }
    }

    private static boolean isInsideTrigger(List<Token> tokens) {
        boolean trigger = !tokens.isEmpty()
                && tokens.get(0).is("CREATE")
                && tokens.stream().limit(3).anyMatch(token -> token.is("TRIGGER"));
        long begun = tokens.stream().filter(token -> token.is("BEGIN", "CASE")).count();
        long ended = tokens.stream().filter(token -> token.is("END")).count();
        return trigger && begun > ended;
    }

    /** The token at an index; one of the kind {@link Kind#END} before the first and behind the last. */
    public Token at(int index) {
        return index >= 0 && index < tokens.size() ? tokens.get(index) : END;
    }

    /** The number of tokens. */
    public int size() {
        return tokens.size();
    }

    /** Whether it begins with these words. */
    public boolean begins(String... words) {
        for (int i = 0; i < words.length; i++) {
            if (!at(i).is(words[i])) {
                return false;
            }
        }
        return true;
    }

    /** Whether it creates or changes a table, index, view or trigger. */
    public boolean isDefinition() {
        return at(0).is("CREATE", "ALTER", "DROP");
    }

    /** The index of the parenthesis that closes the one at {@code open}, or of the last token. */
    public int closing(int open) {
        int depth = at(open).depth();
        for (int i = open + 1; i < size(); i++) {
            if (at(i).kind() == Kind.CLOSE && at(i).depth() == depth) {
                return i;
            }
        }
        return size() - 1;
    }

    /** The index of the parenthesis that opens the one at {@code close}, or -1. */
    public int opening(int close) {
        int open = close - 1;
        while (open >= 0
                && !(at(open).kind() == Kind.OPEN
                        && at(open).depth() == at(close).depth())) {
            open--;
        }
        return open;
    }

    /**
     * Whether the word at an index is called as a function, and not the name of a table, a type or
     * a common table expression.
     */
    public boolean isCall(int index) {
        if (!at(index).isName()
                || at(index + 1).kind() != Kind.OPEN
                || at(index - 1).kind() == Kind.DOT) {
            return false;
        }
        Token before = at(index - 1);
        boolean indexed = before.is("ON") && begins("CREATE") && before.depth() == 0;
        boolean table = indexed || before.is("INTO", "TABLE", "EXISTS", "REFERENCES", "USING", "AS");
        boolean common = at(closing(index + 1) + 1).is("AS")
                && (at(closing(index + 1) + 2).kind() == Kind.OPEN
                        || at(closing(index + 1) + 2).is("MATERIALIZED", "NOT"));
        boolean type = before.endsOperand() && !before.is("LIKE", "GLOB", "REGEXP", "MATCH");
        return !table && !common && !type;
    }

    /** The text of the tokens in a range, with one space between them. */
    public String text(int from, int to) {
        var text = new StringBuilder();
        for (int i = from; i < to; i++) {
            text.append(text.length() == 0 ? "" : " ").append(at(i).text());
        }
        return text.toString();
    }
}
