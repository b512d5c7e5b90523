// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.dashboard;

/** The state of the service at one moment. */
public record Sample(Point point, Now now) {}
