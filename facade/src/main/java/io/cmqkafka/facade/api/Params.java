package io.cmqkafka.facade.api;

import java.util.List;

/** The parameters of one request: the only class that turns their strings into values. */
public final class Params {

  public Params(List<Param> params) {}
}
