// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.session;

/** A session of a user; times are milliseconds since 1970. */
public record Session(String id, String user, long createdAt, long touchedAt, long expiresAt) {}
