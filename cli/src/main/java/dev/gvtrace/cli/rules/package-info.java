// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * Commands about rules: rules, replay, fields; and the options that say which rule files to load. What runs rules beside a recorder is in {@code cli.capture}.
 */
@NullMarked
package dev.gvtrace.cli.rules;

import org.jspecify.annotations.NullMarked;
