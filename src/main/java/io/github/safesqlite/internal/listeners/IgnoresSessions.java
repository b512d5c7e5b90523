// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.listeners;

import io.github.safesqlite.event.InlineListener;

/** A listener of the library that does not hear when sessions end, for which the time would have to be asked. */
public interface IgnoresSessions extends InlineListener {}
