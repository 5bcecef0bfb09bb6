public import APIMachinery

extension LabelSelector {
  /// The requirements of an object's selector, ready for matching. As upstream's `LabelSelectorAsSelector`: an
  /// absent selector matches nothing, an empty one everything. Throws for unknown operators and bad values.
  public init(_ selector: MetaLabelSelector?) throws(ParseError) {
    try self.init(object: selector?.json)
  }
}
