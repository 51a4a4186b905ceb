// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * What a plug-in adds: a syntax of rules, a form of alerts, a layout of exports. Named in {@code META-INF/services} of
 * the test resources.
 */
@NullMarked
package dev.gvtrace.cli.plugin;

import org.jspecify.annotations.NullMarked;
