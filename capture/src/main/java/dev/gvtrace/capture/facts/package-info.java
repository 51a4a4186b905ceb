// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

/**
 * Facts about a sandbox that its stream lacks, read on the host: the runsc that connected, the container's bundle, and
 * what Docker reports of it. Everything runs on threads of its own, with time limits. Recording these facts is not done
 * here.
 */
@NullMarked
package dev.gvtrace.capture.facts;

import org.jspecify.annotations.NullMarked;
