// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.message;

/**
 * A stored message.
 *
 * @param id its number; later messages have larger ones
 * @param session the session that it belongs to
 * @param role who wrote it, such as {@code user}
 * @param content its text
 * @param at when it arrived, in milliseconds since 1970
 */
public record Message(long id, String session, String role, String content, long at) {}
