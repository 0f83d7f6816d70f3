package dev.hathora.operator.api.hathoraroomset;

import java.io.IOException;
import java.io.Serial;
import java.math.BigInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;

/**
 * A number of rooms, or a percentage of them.
 *
 * @param value the number from 0 to 10,000, or the percentage from 0 to 100
 * @param percent whether it is a percentage
 */
@JsonDeserialize(using = NumberOrPercent.Reader.class)
@JsonSerialize(using = NumberOrPercent.Writer.class)
public record NumberOrPercent(int value, boolean percent) {
    /** The form of a percentage. */
    static final String PERCENT = "^(100|[0-9]{1,2})%$";

    private static final BigInteger MOST = BigInteger.valueOf(HathoraRoomSetSpec.MAX_REPLICAS);
    private static final Pattern PERCENTAGE = Pattern.compile(PERCENT);

    /** This number, or this percentage of the rooms, rounded up. */
    public int roundedUp(int rooms) {
        return percent ? (int) Math.ceilDiv((long) rooms * value, 100) : value;
    }

    /** This number, or this percentage of the rooms, rounded down. */
    public int roundedDown(int rooms) {
        return percent ? (int) ((long) rooms * value / 100) : value;
    }

    @Override
    public String toString() {
        return percent ? value + "%" : Integer.toString(value);
    }

    /** Reads what the CRD admits. Anything else is a mismatch, as a text would be where an integer is needed. */
    static final class Reader extends StdDeserializer<NumberOrPercent> {
        @Serial
        private static final long serialVersionUID = 1L;

        Reader() {
            super(NumberOrPercent.class);
        }

        @Override
        public NumberOrPercent deserialize(JsonParser from, DeserializationContext context) throws IOException {
            if (from.hasToken(JsonToken.VALUE_NUMBER_INT) && from.getBigIntegerValue().signum() >= 0
                    && from.getBigIntegerValue().compareTo(MOST) <= 0) {
                return new NumberOrPercent(from.getIntValue(), false);
            }
            Matcher text = PERCENTAGE.matcher(from.hasToken(JsonToken.VALUE_STRING) ? from.getText() : "");
            if (text.matches()) {
                return new NumberOrPercent(Integer.parseInt(text.group(1)), true);
            }
            return context.reportInputMismatch(this,
                    "a number from 0 to 10000 or a percentage from 0% to 100% is needed");
        }
    }

    /** Writes a number, or a text such as {@code 25%}. */
    static final class Writer extends StdSerializer<NumberOrPercent> {
        @Serial
        private static final long serialVersionUID = 1L;

        Writer() {
            super(NumberOrPercent.class);
        }

        @Override
        public void serialize(NumberOrPercent value, JsonGenerator to, SerializerProvider provider)
                throws IOException {
            if (value.percent()) {
                to.writeString(value.toString());
            } else {
                to.writeNumber(value.value());
            }
        }
    }
}
