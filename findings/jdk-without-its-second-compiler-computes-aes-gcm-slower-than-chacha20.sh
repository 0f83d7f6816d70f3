#!/usr/bin/env bash
# JDK 25 (seen with 25.0.3, x86-64): with -XX:TieredStopAtLevel=1, as is common in small containers to save processor time and memory,
# AES-GCM becomes some eighty to a hundred times slower, and slower than ChaCha20-Poly1305, which loses only two thirds of its speed. With
# all compilers it is the other way round by far. One would guess that any compiled code uses the processor's instructions for AES. But
# HotSpot uses them only in intrinsics of its second compiler, C2. The Java code that these replace multiplies bit by bit.
# The JDK's TLS prefers AES-GCM, so a client without C2 that reads much spends a good part of its time there: some 35 ms for each MiB.
# Servers written in Go choose between the two what the client names first. A client can do so with SSLParameters.setCipherSuites, or
# -Djdk.tls.client.cipherSuites.
#
# Output seen:
#   first compiler only: AES-GCM 19 MB/s, ChaCha20-Poly1305 134 MB/s
#   all compilers:       AES-GCM 2250 MB/s, ChaCha20-Poly1305 422 MB/s
#
# Needs a JDK 25. JAVA_25 names its java if it is not below /usr/lib/jvm.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
java25() {
  local java
  for java in ${JAVA_25:-/usr/lib/jvm/*/bin/java}; do
    [ "$("$java" -version 2>&1 | sed -n '1s/.* version "\([0-9]*\).*/\1/p')" = 25 ] && echo "$java" && return
  done
  echo "there is no JDK 25 below /usr/lib/jvm: set JAVA_25" >&2
  return 1
}
cat >Main.java <<'JAVA'
import java.security.spec.AlgorithmParameterSpec;
import java.util.function.LongFunction;
import java.nio.ByteBuffer;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

public class Main {
    /** Megabytes per second, in pieces of 16 KiB like those of TLS; the best of five, because the first ones are not compiled. */
    static long speed(String transformation, String key, LongFunction<AlgorithmParameterSpec> nonce) throws Exception {
        Cipher cipher = Cipher.getInstance(transformation);
        byte[] piece = new byte[16 * 1024];
        long number = 0;
        double best = 0;
        for (int round = 0; round < 5; round++) {
            long begin = System.nanoTime();
            long bytes = 0;
            while (System.nanoTime() - begin < 1_000_000_000L) {
                cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(new byte[32], key), nonce.apply(number++));
                cipher.doFinal(piece);
                bytes += piece.length;
            }
            best = Math.max(best, bytes * 1e3 / (System.nanoTime() - begin));
        }
        return Math.round(best);
    }

    static byte[] nonce(long number) {
        return ByteBuffer.allocate(12).putLong(number).array();
    }

    public static void main(String[] arguments) throws Exception {
        long aes = speed("AES/GCM/NoPadding", "AES", number -> new GCMParameterSpec(128, nonce(number)));
        long chacha = speed("ChaCha20-Poly1305", "ChaCha20", number -> new IvParameterSpec(nonce(number)));
        System.out.printf("%-20s AES-GCM %d MB/s, ChaCha20-Poly1305 %d MB/s%n", arguments[0], aes, chacha);
    }
}
JAVA
java=$(java25)
"${java}c" -d . Main.java
{
  "$java" -XX:TieredStopAtLevel=1 Main "first compiler only:"
  "$java" Main "all compilers:"
} | tee output
# the order is turned round, and what each loses differs by far
awk '{ for (i = 1; i < NF; i++) speed[NR, $i] = $(i + 1) }
     END {
       c1_aes = speed[1, "AES-GCM"]; c1_chacha = speed[1, "ChaCha20-Poly1305"]
       c2_aes = speed[2, "AES-GCM"]; c2_chacha = speed[2, "ChaCha20-Poly1305"]
       exit !(c1_chacha > 2 * c1_aes && c2_aes > 2 * c2_chacha && c2_aes > 20 * c1_aes && c2_chacha < 6 * c1_chacha)
     }' output
