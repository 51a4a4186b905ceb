// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FileSizeLimitTest {
    @Test
    void theLimitIsReadAsTheKernelWritesIt() {
        String head = "Limit                     Soft Limit           Hard Limit           Units     ";
        assertThat(FileSizeLimit.of(Stream.of(head, "Max file size             unlimited            unlimited  bytes")))
                .isEqualTo(Long.MAX_VALUE);
        assertThat(FileSizeLimit.of(Stream.of(head, "Max file size             4194304              unlimited  bytes")))
                .isEqualTo(4194304);
        assertThat(FileSizeLimit.bytes()).isPositive();
    }
}
