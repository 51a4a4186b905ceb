// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FlowToolsTest {
    @Test
    void asManyReceiversAsMayHaveThemDo() {
        FlowTools.Pool pool = new FlowTools.Pool(5000, 2);
        FlowTools first = pool.take();
        FlowTools second = pool.take();
        assertThat(first).isNotNull().isNotSameAs(second);
        assertThat(second).isNotNull();
        assertThat(pool.take()).isNull();
        pool.giveBack(first);
        assertThat(pool.take()).isSameAs(first);
        assertThat(pool.take()).isNull();
    }
}
