// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.provider;

/**
 * What a provider did on one day.
 *
 * @param provider its name
 * @param day the date, such as {@code 2026-11-29}
 * @param choices how often it was chosen
 * @param successes how many requests it answered
 * @param tokens how many tokens these took
 */
public record Usage(String provider, String day, long choices, long successes, long tokens) {}
