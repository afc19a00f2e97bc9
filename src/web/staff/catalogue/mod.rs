//! `/catalogue`: which procedures there are, what they ask for, and what may go by post. All staff read it;
//! the administrator names its states.
