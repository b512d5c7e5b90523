// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.provider;

/**
 * One observation of a provider.
 *
 * @param at when, in milliseconds since 1970
 * @param healthy whether it answered
 * @param latencyMillis how long it took
 */
public record HealthCheck(long at, boolean healthy, long latencyMillis) {}
