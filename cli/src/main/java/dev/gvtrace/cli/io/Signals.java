// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.io;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/**
 * Reacts to signals. The JDK has no supported API for that; {@code sun.misc.Signal} is in every JDK, and is called by
 * reflection because the compiler warns of it in a way that cannot be switched off.
 */
public final class Signals {
    private Signals() {}

    /** Runs the action, on a thread of its own, whenever the process gets the signal, such as {@code TERM}. */
    public static void on(String name, Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object proxy = Proxy.newProxyInstance(
                    handler.getClassLoader(), new Class<?>[] {handler}, (self, method, arguments) -> {
                        switch (method.getName()) {
                            case "handle" -> action.run();
                            case "hashCode" -> {
                                return System.identityHashCode(self);
                            }
                            case "equals" -> {
                                return self == arguments[0];
                            }
                            default -> {}
                        }
                        return null;
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
        } catch (InvocationTargetException e) {
            // the JVM keeps this signal for itself (-Xrs): then it ends the process as usual
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("signals cannot be handled by this JVM", e);
        }
    }
}
