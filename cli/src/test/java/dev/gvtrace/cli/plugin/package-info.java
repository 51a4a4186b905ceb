// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * Extensions of each kind, written with the public face alone. Named in {@code META-INF/services} of the test
 * resources.
 */
@NullMarked
package dev.gvtrace.cli.plugin;

import org.jspecify.annotations.NullMarked;
