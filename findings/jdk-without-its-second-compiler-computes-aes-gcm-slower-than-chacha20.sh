#!/usr/bin/env bash
# JDK 25 (seen with 25.0.3, x86-64): with -XX:TieredStopAtLevel=1, as small containers often run to save processor time and memory, AES-GCM
# becomes some eighty times slower, and slower than ChaCha20-Poly1305, which loses only two thirds of its speed. With all compilers it is the
# other way round by far. One would guess that a processor with AES instructions is used for AES by any compiled code. But these instructions are
# only in methods that the second compiler, C2, replaces, and the portable code below them multiplies bit by bit.
# TLS prefers AES-GCM, so a client without C2 that reads much spends a good part of its time there: some 35 ms for each MiB. Servers written in
# Go choose between the two what the client names first. A client can do so with SSLParameters.setCipherSuites, or -Djdk.tls.client.cipherSuites.
#
# Output seen:
#   first compiler only: AES-GCM 31 MB/s, ChaCha20-Poly1305 131 MB/s
#   all compilers:       AES-GCM 2636 MB/s, ChaCha20-Poly1305 395 MB/s
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
# the order is turned round, by a factor of at least two each
awk '{ for (i = 1; i < NF; i++) speed[NR, $i] = $(i + 1) }
     END { exit !(speed[1, "ChaCha20-Poly1305"] > 2 * speed[1, "AES-GCM"] && speed[2, "AES-GCM"] > 2 * speed[2, "ChaCha20-Poly1305"]) }' output
