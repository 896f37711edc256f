package dev.holdfast.ingest;

import dev.holdfast.ingest.envelope.EventReader.Form;
import java.util.Optional;

/** The ways in which producers talk: the values of the label {@code protocol}. */
enum Protocol {
  /** With acks and nacks. */
  HOLDFAST_V1("holdfast.v1", Form.EVENTS),
  /** Nothing but close codes comes back. */
  CLOUDEVENTS_JSON("cloudevents.json", Form.CLOUDEVENT),
  /** A client without a sub-protocol: nothing but close codes comes back. */
  ANY_JSON("any-json", Form.VALUE),
  /** {@code POST /events}. */
  HTTP("http", Form.EVENTS);

  private final String label;
  private final Form form;

  Protocol(String label, Form form) {
    this.label = label;
    this.form = form;
  }

  static Protocol of(Optional<String> subprotocol) {
    if (subprotocol.isEmpty()) {
      return ANY_JSON;
    }
    return subprotocol.get().equals(HOLDFAST_V1.label) ? HOLDFAST_V1 : CLOUDEVENTS_JSON;
  }

  String label() {
    return label;
  }

  Form form() {
    return form;
  }
}
